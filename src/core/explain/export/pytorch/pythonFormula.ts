import type { Gate, Options, OptionValue } from '../../../gates/gate.ts';
import { subscriptText } from '../../../gates/subscripts.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import {
  ATOM,
  oneTighter,
  POWER_STRENGTH,
  PRODUCT_STRENGTH,
  type Strength,
  SUM_STRENGTH,
} from '../../formula/piece.ts';

/** An operand as Python: an expression, and how tightly it holds together. */
export interface Python {
  readonly text: string;
  readonly strength: Strength;
  /** A Python number, which PyTorch's functions do not take for a tensor. */
  readonly number: boolean;
}

export const pythonAtom = (text: string): Python => ({ text, strength: ATOM, number: false });

const OPERATORS: ReadonlyMap<string, Strength> = new Map([
  ['+', SUM_STRENGTH],
  ['-', SUM_STRENGTH],
  ['*', PRODUCT_STRENGTH],
  ['/', PRODUCT_STRENGTH],
  ['@', PRODUCT_STRENGTH],
  ['**', POWER_STRENGTH],
]);

const PLAIN_INFIX = /^\{\w+\} (\S+) \{\w+\}$/;

/** What an option is written as where its numbers follow from others; `at`: the place in one that is a list. */
export type OptionTexts = (option: string, at: number | undefined) => string | undefined;

/** A gate's PyTorch with its operands and options filled in. */
export function pythonOf(
  gate: Gate,
  operands: readonly Python[],
  options: Options,
  shapes: readonly Shape[],
  texts: OptionTexts = () => undefined,
): Python {
  const template = gate.pytorchAt?.(shapes, options) ?? gate.prose.pytorch;
  // Operators take numbers as they are; functions and methods want tensors.
  const infix = PLAIN_INFIX.test(template) && operands.some((operand) => !operand.number);
  const written = operands.map((operand) => (operand.number && !infix ? asTensor(operand) : operand));
  const text = template
    .replaceAll(/\{(\w+)\}/g, (whole, slot: string, at: number) => {
      if (slot === 'all') return written.map((operand) => operand.text).join(', ');
      if (slot === 'dims') return dimsText(options, shapes[0] ?? []);
      if (slot === 'alldims') return dimsText(options, shapes[0] ?? []) || everyDim(shapes[0] ?? []);
      if (slot === 'subscripts') return subscriptText(options, (by) => `${asIndex(written[by + 1])}.long()`, texts);
      const operand = written[gate.params.indexOf(slot)];
      if (operand) return operand.strength >= needAt(template, at, whole.length) ? operand.text : `(${operand.text})`;
      const option = options[slot];
      return option === undefined ? '' : optionText(option, (at) => texts(slot, at));
    })
    .replaceAll('.double()', '.to(dtype)');
  return { text, strength: strengthOf(template), number: false };
}

const asIndex = (index: Python | undefined): string =>
  index === undefined ? '' : index.strength === ATOM ? index.text : `(${index.text})`;

const asTensor = ({ text }: Python): Python => pythonAtom(`torch.tensor(${text})`);

/** How tight an operand must be at a place of the template; between brackets and commas anything may stand. */
function needAt(template: string, at: number, length: number): Strength {
  const left = template.slice(0, at).trimEnd();
  const right = template.slice(at + length).trimStart();
  if (right.startsWith('.') || right.startsWith('[')) return ATOM;
  const before = OPERATORS.get(/(?<=[\s}])[*/@+-]+$|^-$/.exec(left)?.[0] ?? '');
  const after = OPERATORS.get(/^[*/@+-]+/.exec(right)?.[0] ?? '');
  if (left === '-') return POWER_STRENGTH;
  const compared = /[=<>!]$/.test(left) || /^[=<>!]/.test(right);
  if (compared || before === POWER_STRENGTH || after === POWER_STRENGTH) return ATOM;
  return Math.max(before === undefined ? 0 : oneTighter(before), after ?? 0) as Strength;
}

/** The loosest operator outside all brackets. */
function strengthOf(template: string): Strength {
  let outer = template;
  for (let before = ''; before !== outer; ) {
    before = outer;
    outer = outer.replaceAll(/\([^()]*\)|\[[^[\]]*\]|\{\w+\}/g, '');
  }
  if (outer.startsWith('-')) return PRODUCT_STRENGTH;
  let strength: Strength = ATOM;
  for (const [sign] of outer.matchAll(/\*\*|[*/@+-]/g))
    strength = Math.min(strength, OPERATORS.get(sign) ?? ATOM) as Strength;
  return strength;
}

const optionText = (value: OptionValue, text: (at: number | undefined) => string | undefined): string => {
  if (typeof value === 'object') return value.map((number, at) => text(at) ?? number).join(', ');
  const own = text(undefined);
  if (own !== undefined) return own;
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
};

function dimsText(options: Options, shape: Shape): string {
  const keep = options.keepdims === true;
  if (typeof options.axis === 'number') return `dim=${options.axis}${keep ? ', keepdim=True' : ''}`;
  if (typeof options.axis === 'object')
    return `dim=(${options.axis.map((axis) => `${axis},`).join(' ')})${keep ? ', keepdim=True' : ''}`;
  return keep && shape.length > 0 ? `${everyDim(shape)}, keepdim=True` : '';
}

const everyDim = (shape: Shape): string => `dim=(${shape.map((_, axis) => `${axis},`).join(' ')})`;
