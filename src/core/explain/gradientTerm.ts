/** What one operand of a gate receives, as formulas: downstream = local × upstream. */
import { isPrinted, read, steadyDigits } from '../base/printedArithmetic.ts';
import { showNumber } from '../base/show.ts';
import { ruleOf } from '../gates/gate.ts';
import { sameShape, type Tensor, zeros } from '../tensor/tensor.ts';
import {
  type Application,
  fitsFraction,
  gradientName,
  isAllNumbers,
  literalsOf,
  localGradient,
  localGradients,
  meaningsOf,
} from './application.ts';
import { parsedFormula, writeFormula } from './formula/formula.ts';
import { PRODUCT_STRENGTH, piece } from './formula/piece.ts';
import { shapeStory } from './formula/shapeStory.ts';
import {
  atom,
  elementwiseTimes,
  equation,
  numberWritten,
  partial,
  tensorWritten,
  times,
  type Written,
  type WrittenPiece,
  written,
} from './formula/written.ts';

export interface GradientTerm {
  /** What the operand receives, of its shape. */
  readonly message: Tensor;
  /**
   * `∂q/∂y · ∂f/∂q`. Undefined for tensors, and where the fraction would not say what is meant: the gate makes the output itself,
   * takes the operand twice, or has too long a name.
   */
  readonly chain: Written | undefined;
  /** `z · ∂f/∂q`, or in matrix form `Xᵀ @ dh`. */
  readonly product: Written;
  /** The local gradient in symbols, `z`; undefined where the gate has no formula entry by entry. */
  readonly local: Written | undefined;
  /** `∂q/∂y = z = −4`; for a tensor only the symbols. */
  readonly localLine: Written | undefined;
  /** The local gradient of a gate on numbers. */
  readonly slope: number | undefined;
  /** `1 · (−4)`; undefined where the tensors are too large to be read. */
  readonly numbers: Written | undefined;
  readonly result: Written;
  /** `(3, 64) @ (64, 4) = (3, 4)` */
  readonly shapes: Written | undefined;
}

/** Tensors with more entries, or more than two axes, are not written out. */
export const MOST_ENTRIES = 20;

/** Undefined where nothing flows back to the operand. */
export function gradientTerm(application: Application, port: number, digits: number): GradientTerm | undefined {
  const message = application.downstream[port];
  if (message === undefined) return undefined;
  const result = written(tensorWritten(message, digits));
  return isAllNumbers(application)
    ? { message, result, ...termOfNumbers(application, port, message, digits) }
    : { message, result, ...termOfTensors(application, port, digits) };
}

type Parts = Omit<GradientTerm, 'message' | 'result'>;

const UPSTREAM = atom('upstream', '\\text{upstream}');

/** What a formula calls upstream: `∂f/∂q`, `dh`, or the number 1 where gradients are taken of the gate's own result. */
function upstreamName({ out, isOutput, names }: Application): WrittenPiece {
  if (isOutput && out.value.shape.length === 0) return numberWritten(1, 4);
  return fitsFraction(out) ? gradientName(names, out) : UPSTREAM;
}

function termOfNumbers(application: Application, port: number, message: Tensor, digits: number): Parts {
  const { gate, operands, out, isOutput, upstream } = application;
  const operand = operands[port] ?? out;
  const slope = localGradient(application, port);
  const up = upstreamName(application);
  const derivative = partial(out.words, operand.words);
  const local = localWords(application, port);
  const isPlain = operands.filter(({ key }) => key === operand.key).length === 1;
  const chain = times(derivative, up);
  const rule = ruleOf(gate, port, [], application.options);
  const product = local
    ? times(local, up)
    : rule === ''
      ? chain
      : writeFormula(
          rule,
          gate,
          new Map([...meaningsOf(application, port), ['upstream', up]]),
          literalsOf(application),
        );
  return {
    chain: isPlain && !isOutput && fitsFraction(out) && fitsFraction(operand) ? written(chain) : undefined,
    product: written(product),
    local: local && written(local),
    localLine: local && equation([written(derivative), written(local), written(numberWritten(slope, digits))]),
    slope,
    numbers: productWritten(slope, upstream?.data[0] ?? 0, message, digits),
    shapes: undefined,
  };
}

/** `1 · (−4)`, with as many digits as it takes to give the message as printed; undefined where none will do. */
function productWritten(slope: number, upstream: number, message: Tensor, digits: number): Written | undefined {
  const product = (of: number): Written => written(times(numberWritten(slope, of), numberWritten(upstream, of)));
  const result = tensorWritten(message, digits).plain.text;
  const steady = steadyDigits((of) => `${product(of).plain} = ${result}`, digits);
  return steady === undefined ? undefined : product(steady);
}

const localFormula = ({ gate }: Application, port: number): string | undefined =>
  gate.locals?.[Math.min(port, gate.locals.length - 1)];

/** The local gradient in symbols; undefined where the gate has no formula entry by entry. */
export function localWords(application: Application, port: number): WrittenPiece | undefined {
  const formula = localFormula(application, port);
  return formula === undefined
    ? undefined
    : writeFormula(formula, application.gate, meaningsOf(application, port), literalsOf(application));
}

function termOfTensors(application: Application, port: number, digits: number): Parts {
  const { gate, options, operands, out, isOutput } = application;
  const operand = operands[port] ?? out;
  const shapes = operands.map(({ value }) => value.shape);
  const rule = ruleOf(gate, port, shapes, options);
  const up = upstreamName(application);
  const formula = localFormula(application, port);
  const local = localWords(application, port);
  const shapeNames = new Map(gate.params.map((param, i) => [param, shapes[i] ?? []] as const));
  shapeNames.set('upstream', out.value.shape);
  const literals = literalsOf(application);
  if (isOutput && out.value.shape.length === 0) literals.set('upstream', 1);
  let form: WrittenPiece;
  if (formula === '1') form = up;
  else if (formula === '-1') form = negated(up);
  else if (local) form = elementwiseTimes(local, up);
  else if (rule !== '')
    form = writeFormula(rule, gate, new Map([...meaningsOf(application, port), ['upstream', up]]), literals);
  else form = times(partial(out.words, operand.words), up);
  // Broadcasting copies the value to many entries, so their messages are added up.
  const isSummed = local !== undefined && !sameShape(operand.value.shape, out.value.shape);
  return {
    chain: undefined,
    product: written(isSummed ? summed(form) : form),
    local: local && written(local),
    localLine: local && written(local),
    slope: undefined,
    numbers: isSummed || formula === '1' || formula === '-1' ? undefined : numbersOf(application, port, rule, digits),
    shapes: shapeStory(
      parsedFormula(rule === '' ? 'upstream' : rule),
      shapeNames,
      operand.value.shape,
      out.value.shape,
    ),
  };
}

const negated = (of: WrittenPiece): WrittenPiece => ({
  plain: piece(`−${of.plain.text}`, PRODUCT_STRENGTH, true),
  tex: piece(`-${of.tex.text}`, PRODUCT_STRENGTH, true),
});

const summed = (form: WrittenPiece): WrittenPiece => ({
  plain: piece(`Σ ${form.plain.text}`, PRODUCT_STRENGTH),
  tex: piece(`\\textstyle\\sum ${form.tex.text}`, PRODUCT_STRENGTH),
});

function numbersOf(application: Application, port: number, rule: string, digits: number): Written | undefined {
  const { gate, operands, out, upstream } = application;
  if (upstream === undefined) return undefined;
  const involved = [upstream, out.value, ...operands.map(({ value }) => value)];
  if (involved.some(({ data, shape }) => data.length > MOST_ENTRIES || shape.length > 2)) return undefined;
  const isLocal = localFormula(application, port) !== undefined;
  if (!isLocal && (rule === '' || rule === 'upstream')) return undefined;
  const steady = steadyTensors(application, port, upstream, isLocal, digits);
  if (steady === undefined) return undefined;
  const up = tensorWritten(upstream, steady);
  if (isLocal) return written(elementwiseTimes(tensorWritten(localGradients(application, port), steady), up));
  return written(
    writeFormula(rule, gate, new Map([...meaningsOf(application, port, steady), ['upstream', up] as const])),
  );
}

const MOST_MORE = 3;

/**
 * The fewest digits, `digits` or more, with which the entries as they are printed give those of the message as they are printed;
 * undefined where none of them will do.
 */
function steadyTensors(
  application: Application,
  port: number,
  upstream: Tensor,
  isLocal: boolean,
  digits: number,
): number | undefined {
  const { gate, options, operands, out, downstream } = application;
  const message = downstream[port];
  if (message === undefined) return undefined;
  const printed = Array.from(message.data, (entry: number) => showNumber(entry, digits));
  for (let of = digits; of <= digits + MOST_MORE; of++) {
    const up = asPrinted(upstream, of);
    const made = zeros(message.shape);
    if (isLocal) {
      const locals = asPrinted(localGradients(application, port), of);
      if (locals.data.length !== made.data.length) return digits;
      for (let at = 0; at < made.data.length; at++) made.data[at] = (locals.data[at] ?? 0) * (up.data[at] ?? 0);
    } else
      gate.pullback(
        {
          inputs: operands.map(({ value }) => asPrinted(value, of)),
          out: asPrinted(out.value, of),
          upstream: up,
          options,
        },
        operands.map((_, i) => (i === port ? made : undefined)),
      );
    if (printed.every((entry, at) => isPrinted(made.data[at] ?? 0, entry))) return of;
  }
  return undefined;
}

const asPrinted = ({ shape, data }: Tensor, digits: number): Tensor => ({
  shape,
  data: Float64Array.from(data, (entry: number) => read(showNumber(entry, digits))),
});
