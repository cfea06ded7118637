/**
 * The contract of a gate: one operation of the language.
 *
 * Everything the product says about an operation (value, gradient, shapes, hover, picture, LaTeX, PyTorch, reference
 * page, tests) is read from its record. Nothing else knows a gate by name.
 */
import type { Nested, Numbers, Shape, Tensor } from '../tensor/tensor.ts';

/** A formula in the `.bp` language itself. The gate's params, its options, `out` and `upstream` are in scope. */
export type Formula = string;

/** Words with `{a}`, `{b}` … where the operands' own names go. */
export type Words = string;

export type OptionValue = number | boolean | readonly number[];
/** What is fixed at a gate and not differentiated: an axis, a slope, a shape. Absent where it was left out. */
export type Options = Readonly<Record<string, OptionValue>>;

export interface OptionSpec {
  readonly name: string;
  /** `axes`: one axis as a number, or several as a list. */
  readonly kind: 'whole number' | 'number' | 'true or false' | 'whole numbers' | 'axes';
  /** Undefined: may be left out and has no value then (`axis`). */
  readonly initial: OptionValue | undefined;
  readonly meaning: string;
  /**
   * May also be given by position, after the operands (`leaky_relu(x, 0.1)`). One of kind `whole numbers` takes all the
   * positions that are left, numbers or one vector (`reshape(x, 2, 3)`).
   */
  readonly positional: boolean;
}

/**
 * How the gate is written. An index gate's subscripts and `.T` have a spelling of their own. Two gates may be called by one
 * name and differ in the number of operands: `max(x)` reduces, `max(a, b)` compares. `unwritten`: the copy gate, which
 * stands wherever a value is used more than once.
 */
type Spelling =
  | { readonly kind: 'infix'; readonly operator: string }
  | { readonly kind: 'prefix'; readonly operator: string }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'transpose' }
  | { readonly kind: 'index' }
  /** As `index`, where tensors say which entries. */
  | { readonly kind: 'pick' }
  | { readonly kind: 'list' }
  | { readonly kind: 'unwritten' };

/** What a gate does to the gradient, in the course's words. */
export type Pattern =
  | 'gradient distributor'
  | 'swap multiplier'
  | 'gradient adder'
  | 'gradient router'
  | 'gradient switch'
  | 'gradient scaler'
  | 'gradient reshaper';

export interface ShapeProblem {
  /** In the learner's words, with both shapes in it. */
  readonly problem: string;
}
export const isShapeProblem = (s: Shape | ShapeProblem): s is ShapeProblem => 'problem' in s;

export interface At {
  readonly inputs: readonly Tensor[];
  readonly out: Tensor;
  readonly upstream: Tensor;
  readonly options: Options;
}

/** One application of the gate on numbers, for a sentence that argues from them. */
export interface Told {
  /** The operands as the learner calls them. */
  readonly names: readonly string[];
  readonly inputs: readonly number[];
  readonly out: number;
  readonly upstream: number;
  readonly options: Options;
  /** Writes a number for people. */
  readonly show: (value: number) => string;
}

/**
 * Something to know about the gate at its present numbers. `kink`: the derivative is not unique and the convention is
 * named; `off`: it passes no gradient to `param` and why; `saturated`: nearly none.
 */
export interface Remark {
  readonly kind: 'kink' | 'off' | 'saturated';
  /** Index of the operand that it is about. */
  readonly param: number;
  readonly words: Words;
}

/** The arithmetic of a gate that works number by number; unused arguments are passed as 0. */
export interface ScalarRule {
  readonly value: (a: number, b: number, c: number, options: Options) => number;
  /** ∂out/∂param for each param. */
  readonly slopes: readonly ((a: number, b: number, c: number, out: number, options: Options) => number)[];
  /** A slope of 0 cuts upstream off, even where it is infinite or nan (relu, max, where), instead of giving 0 · ∞ = nan. */
  readonly cuts: boolean;
}

interface Prose {
  /** One sentence, shown first in hovers. */
  readonly summary: string;
  /** What the learner should notice about the gradient. */
  readonly insight: string;
  /**
   * LaTeX with `{a}`, `{b}` for the operands' LaTeX, `{slope}` … for options, and `{all}` for all the operands of a
   * variadic gate with commas between, `{subscripts}` for what an index gate picks. Braces that belong to LaTeX are written as they are.
   */
  readonly latex: string;
  /**
   * PyTorch with `{a}`, `{b}`, `{all}` for the operands, `{slope}` … for options (an option left out leaves nothing), and
   * `{dims}` for a reduction's `dim=0, keepdim=True`, empty where it has no axis (`{alldims}`: all of them there).
   */
  readonly pytorch: string;
  /** The shape rule in words, e.g. `(m, k) @ (k, n) gives (m, n)`. */
  readonly shapes: string;
}

/** Values as nested lists, and the gradient of each operand for an upstream of ones (0 for operands that take none). */
export interface Example {
  readonly inputs: readonly Nested[];
  readonly options?: Options;
  readonly out: Nested;
  readonly gradients: readonly Nested[];
}

/**
 * The gate as the trainer's compiler reads it: formulas of which every step is exact enough in float32, where `locals`,
 * `rules` and `expansion` are written for people. Beside the language's own functions they may use `erfc`, and `onehot` for
 * labels, and what a window slides over: `windows(x, size, step)` has two more axes, `overlaid(windows, x, size, step)` adds
 * them up where they came from, `places(size)` numbers the entries of a window, and `apart(x)` is x with those axes;
 * `correlate(x, w, stride, padding)` and its two slopes, `correlateBack(upstream, w, x, …)` and `correlateWeights(x, upstream, w, …)`.
 * Without formulas a gate is trained through its `value` and `pullback`, many times slower.
 */
export interface GateKernel {
  readonly value: Formula;
  /** ∂out/∂param for each param, of a gate that works number by number. */
  readonly slopes?: readonly Formula[];
  /** Else the downstream gradients, as in `rules`; left out: the derivative of `value`, which then has only `+` and `@`. */
  readonly rules?: readonly Formula[];
}

/** The formulas for the compiler at these shapes, where the gate has any. */
export const kernelOf = ({ kernel, kernelAt }: Gate, inputs: readonly Shape[]): GateKernel | undefined =>
  kernelAt?.(inputs) ?? kernel;

/** One run of entries that operand `param` hands to the output, `length` of them. */
export type Move = (param: number, from: number, fromStep: number, to: number, toStep: number, length: number) => void;

/** Calls `move` for every run of entries; runs cover each entry of the output once. */
export type Moves = (inputs: readonly Shape[], out: Shape, options: Options, move: Move) => void;

/** What a random gate multiplies each entry by, in training. */
export interface Drawn {
  /** In step number `step`, the same for the same step and place. `place`: how many gates before it are random. */
  factors(out: Numbers, options: Options, step: number, place: number): void;
  /** The template of a training script: the value with the same factors. `{place}` as above, the step is `self.step`. */
  readonly pytorch: string;
}

export interface Gate {
  /** Unique, from 1 on; 0 for a gate that a file makes for itself. At most 2047. */
  readonly number: number;
  /** Unique; mostly what the function is called, else the course's word (`add`, `mul`, `matmul`, `maximum`). */
  readonly name: string;
  /** What stands inside the gate's circle in the picture: `+`, `×`, `max`, `σ`. At most 8 characters. */
  readonly symbol: string;
  readonly spelling: Spelling;
  /** Names of the operands in the formulas. */
  readonly params: readonly string[];
  /** The last param may be repeated (`concat(a, b, c)`); all that is said of it holds for each. */
  readonly variadic: boolean;
  /** For each param, whether a gradient flows to it (labels and masks take none). */
  readonly differentiable: readonly boolean[];
  readonly options: readonly OptionSpec[];
  readonly pattern: Pattern | undefined;
  /** Shape of the output, or why the operands do not fit. */
  readonly shape: (inputs: readonly Shape[], options: Options) => Shape | ShapeProblem;
  /** The operand whose shape is probably a slip although it fits, and what happens with it, in the learner's words. */
  readonly trap:
    | ((inputs: readonly Shape[]) => { readonly param: number; readonly words: string } | undefined)
    | undefined;
  /** Why these operands are not allowed although their shapes are (a label out of range). */
  readonly check: ((inputs: readonly Tensor[], options: Options) => string | undefined) | undefined;
  /** Writes the forward value into `out`, whose shape is the promised one. Works on float64 and float32 alike. */
  readonly value: (inputs: readonly Tensor[], out: Tensor, options: Options) => void;
  /** Adds each downstream gradient (local × upstream) into `into[i]`, of the operand's shape; undefined where not wanted. */
  readonly pullback: (at: At, into: readonly (Tensor | undefined)[]) => void;
  /**
   * Forward-mode derivative, an exact second method beside `pullback`: writes into `out` the change of the output for
   * the changes `tangents` of the operands (undefined: none), to first order. Must not be derived from `pullback`.
   */
  readonly tangent: (at: Omit<At, 'upstream'>, tangents: readonly (Tensor | undefined)[], out: Tensor) => void;
  readonly kernel: GateKernel | undefined;
  /** The kernel at these shapes, where it depends on them. */
  readonly kernelAt: ((inputs: readonly Shape[]) => GateKernel) | undefined;
  /** Present where the gate only puts entries elsewhere. */
  readonly moves: Moves | undefined;
  /** Present where the gate works number by number. */
  readonly scalar: ScalarRule | undefined;
  /** Per param, ∂out/∂param as a formula, where the gate works number by number: `b` for the a of `a * b`. */
  readonly locals: readonly Formula[] | undefined;
  /**
   * Per differentiable param, the downstream gradient as a formula: `upstream * b`, `upstream @ b.T`. Others: empty, as are
   * rules that the language cannot write. What a rule gives is stretched or summed to the operand's shape as broadcasting
   * asks; in the rules of a reduction, `upstream` and `out` keep the reduced axis with length 1.
   */
  readonly rules: readonly Formula[];
  /**
   * The rule at these shapes and options, where it depends on them (`outer(a, upstream)` for a vector times a matrix,
   * `upstream[2]` for the third entry of a list). `ruleOf` picks between this and `rules`.
   */
  readonly ruleAt: ((param: number, inputs: readonly Shape[], options: Options) => Formula) | undefined;
  /** Further numbers that stand in the formulas by name: `n`, the entries behind a mean. */
  readonly counts: ((inputs: readonly Shape[], options: Options) => Readonly<Record<string, number>>) | undefined;
  /** Multiplications of one forward pass, where they can be many more than there are entries. */
  readonly work: ((inputs: readonly Shape[], out: Shape) => number) | undefined;
  /** The same operation written in simpler gates, where it opens into them: `1 / (1 + exp(-x))`. */
  readonly expansion: Formula | undefined;
  /** The expansion at these shapes, where it depends on them; empty where there is none. `expansionOf` picks. */
  readonly expansionAt: ((inputs: readonly Shape[], options: Options) => Formula) | undefined;
  readonly remark: ((inputs: readonly number[], out: number, options: Options) => Remark | undefined) | undefined;
  /** The gate's role argued from its numbers: `router: z won, 2 > −1, all of 2 goes to z`. */
  readonly chip: ((told: Told) => string) | undefined;
  /** Of a gate that is random in training and does nothing elsewhere (dropout). */
  readonly drawn: Drawn | undefined;
  /** The PyTorch template at these shapes and options, where `prose.pytorch` would not do for all. */
  readonly pytorchAt: ((inputs: readonly Shape[], options: Options) => string) | undefined;
  readonly prose: Prose;
  readonly examples: readonly Example[];
}

/** The downstream gradient of operand `param` as a formula; empty where there is none. Operands of a variadic gate share one. */
export function ruleOf(gate: Gate, param: number, inputs: readonly Shape[], options: Options): Formula {
  const rule = gate.ruleAt?.(param, inputs, options);
  return rule ?? gate.rules[Math.min(param, gate.rules.length - 1)] ?? '';
}

/** The operation in simpler gates at these shapes and options, if it opens into them. */
export const expansionOf = (gate: Gate, inputs: readonly Shape[], options: Options): Formula | undefined =>
  gate.expansionAt === undefined ? gate.expansion : gate.expansionAt(inputs, options) || undefined;

/** Whether a gradient flows to operand `param`, which may be one of many of a variadic gate. */
export const flowsTo = (gate: Gate, param: number): boolean =>
  gate.differentiable[Math.min(param, gate.differentiable.length - 1)] ?? false;

/** A fresh array of the number type of `like`. */
export const numbersLike = (like: Numbers, length: number): Numbers =>
  like instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);

/** Whether two applications of a gate fix the same options. */
export function sameOptions(a: Options, b: Options): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const x = a[name];
      const y = b[name];
      return Array.isArray(x) && Array.isArray(y)
        ? x.length === y.length && x.every((entry, i) => entry === y[i])
        : x === y;
    })
  );
}
