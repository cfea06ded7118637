import type { Gate } from './gate.ts';

type Needed =
  | 'name'
  | 'symbol'
  | 'params'
  | 'pattern'
  | 'shape'
  | 'value'
  | 'pullback'
  | 'tangent'
  | 'rules'
  | 'prose'
  | 'examples';

/** A gate as its author writes it: what is left out is undefined, a call by its own name, and differentiable throughout. */
export type GateSpec = Pick<Gate, Needed> & Partial<Omit<Gate, Needed>>;

/** How many gates the language has so far. */
let numbered = 0;
export const nextGateNumber = (): number => ++numbered;

export const defineGate = (spec: GateSpec): Gate =>
  Object.freeze<Gate>({
    number: spec.number ?? nextGateNumber(),
    spelling: { kind: 'call', name: spec.name },
    variadic: false,
    differentiable: spec.params.map(() => true),
    options: [],
    trap: undefined,
    check: undefined,
    kernel: undefined,
    kernelAt: undefined,
    moves: undefined,
    scalar: undefined,
    locals: undefined,
    counts: undefined,
    ruleAt: undefined,
    work: undefined,
    expansion: undefined,
    expansionAt: undefined,
    remark: undefined,
    chip: undefined,
    drawn: undefined,
    pytorchAt: undefined,
    ...spec,
  });
