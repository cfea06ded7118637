/**
 * The tree of a `.bp` text. It belongs to one text and holds no types, values or gradients.
 *
 * Spans inside a statement count from the statement's own start (`Document.starts`), so that a statement that an edit
 * did not touch is the very same object before and after: everything derived from a statement can be kept by identity.
 */
import type { Span } from '../base/span.ts';
import type { SyntaxCode } from './advice/syntaxProblems.ts';

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}
/** Only as an option's value or a data file's path. */
export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}
export interface Name extends Span {
  readonly kind: 'name';
  /** Normalised to NFC. */
  readonly name: string;
}
export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '-' | '+';
  readonly operand: Expression;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '@' | '**' | '<' | '<=' | '>' | '>=' | '==' | '!=';
/** A flat chain `x + x + x + …` is left-deep and may have 100,000 members: go along it with `chainOf`, not by recursion. */
export interface Binary extends Span {
  readonly kind: 'binary';
  /** Canonical spelling; what was typed (`^`, `·`, `−`) stands in the text from `operatorFrom` to `operatorTo`. */
  readonly operator: BinaryOperator;
  readonly operatorFrom: number;
  readonly operatorTo: number;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Call extends Span {
  readonly kind: 'call';
  /** As written, without a library before it. */
  readonly callee: Name;
  /** Of a method and of an attribute the first one is what stands before the point. */
  readonly args: readonly Argument[];
  readonly form: CallForm;
  /** Of form `library`: what stands before the point, `np` or `torch`. */
  readonly library?: string;
}
/** `sum(x)`, `x.sum()`, `x.shape`, `np.sum(x)` */
type CallForm = 'plain' | 'method' | 'attribute' | 'library';
/** `name` is undefined for a positional argument. */
export interface Argument extends Span {
  readonly name: Name | undefined;
  readonly value: Expression;
}
export interface Index extends Span {
  readonly kind: 'index';
  readonly target: Expression;
  readonly subscripts: readonly Subscript[];
}
export type Subscript =
  | (Span & { readonly kind: 'at'; readonly index: Expression })
  | (Span & {
      readonly kind: 'slice';
      readonly start: Expression | undefined;
      readonly stop: Expression | undefined;
      readonly step: Expression | undefined;
    })
  /** `None`: a new axis of length 1. `...`: all the axes that the others leave over. */
  | (Span & { readonly kind: 'new' | 'rest' });
/** `x.T` */
export interface Transpose extends Span {
  readonly kind: 'transpose';
  readonly operand: Expression;
}
/** `[a, b, c]` */
export interface List extends Span {
  readonly kind: 'list';
  readonly entries: readonly Expression[];
}
/** `(a, b)`: the gradients of a learner's backward pass, the results of a function, several axes or sizes. */
interface Tuple extends Span {
  readonly kind: 'tuple';
  readonly entries: readonly Expression[];
}
/** `(a)` */
export interface Group extends Span {
  readonly kind: 'group';
  readonly inner: Expression;
}
/** `?`: an answer not yet given. */
interface QuestionMark extends Span {
  readonly kind: 'question';
}
/** Where an expression should stand and none does; a problem says so. */
export interface Missing extends Span {
  readonly kind: 'missing';
}
export type Expression =
  | NumberLiteral
  | StringLiteral
  | Name
  | Unary
  | Binary
  | Call
  | Index
  | Transpose
  | List
  | Tuple
  | Group
  | QuestionMark
  | Missing;

/** `q = x + y`, `X, y = spiral(n=300)`. The value of `x += e` is the sum of both; its left operand has the target's place. */
export interface Assignment extends Span {
  readonly kind: 'assignment';
  readonly targets: readonly Name[];
  readonly value: Expression;
  readonly augmented: boolean;
}
/** `x + y` */
export interface Bare extends Span {
  readonly kind: 'bare';
  readonly value: Expression;
}
/**
 * `def neuron(w, x, b) = sigmoid(dot(w, x) + b)`, or `def f(x):` with a block: its lines, and as `body` what stands behind
 * `return`, a tuple for several results.
 */
export interface Def extends Span {
  readonly kind: 'def';
  readonly name: Name;
  readonly params: readonly Name[];
  readonly block: readonly Statement[];
  readonly body: Expression;
}
/** `backward neuron(w, x, b, upstream) = (…, …, …)`: the learner's own backward pass. `params` includes `upstream`, last: one for each result. */
export interface BackwardRule extends Span {
  readonly kind: 'backwardRule';
  readonly name: Name;
  readonly params: readonly Name[];
  /** The lines before `return` where it is written as a block. */
  readonly block: readonly Statement[];
  /** One gradient for each param but `upstream`, in order; a tuple of one is written without parentheses. */
  readonly gradients: readonly Expression[];
}
/** `backward(f)`, and `backward(y, v)`, which stands for `backward(sum(y * v))`. */
export interface BackwardOutput extends Span {
  readonly kind: 'backwardOutput';
  readonly target: Expression;
  readonly weights: Expression | undefined;
}
/** `grad(x) = ?`, `value(q) = 3`, `grad(W)[0, 1] = 2` */
export interface Question extends Span {
  readonly kind: 'question';
  readonly asks: 'grad' | 'value';
  readonly target: Name;
  /** One entry, or empty for the whole. */
  readonly subscripts: readonly Subscript[];
  readonly answer: Expression;
}
/** `train(loss, lr=0.1, …)` */
export interface Train extends Span {
  readonly kind: 'train';
  readonly callee: Name;
  readonly args: readonly Argument[];
}
/** `for t in range(6):` with a block: the lines are computed once for each turn. */
export interface For extends Span {
  readonly kind: 'for';
  readonly targets: readonly Name[];
  readonly over: Expression;
  readonly block: readonly Statement[];
}
/** `import numpy as np`, `print(y)`, a text in quotes that describes a function: lines of Python that do nothing here. */
interface Import extends Span {
  readonly kind: 'import';
  readonly what: 'import' | 'print' | 'text' | 'none';
}
/** A stretch of text that is no statement; its problems say why. Names that it would give have no value below it. */
export interface Broken extends Span {
  readonly kind: 'broken';
  readonly targets: readonly Name[];
}
export type Statement =
  | Assignment
  | Bare
  | Def
  | BackwardRule
  | BackwardOutput
  | Question
  | Train
  | For
  | Import
  | Broken;

/** A statement as parsed, with what was wrong in it. Identity is stable across edits that do not touch it. */
export interface ParsedStatement {
  readonly tree: Statement;
  /** The exact text of the statement (trees are equal when texts are). */
  readonly text: string;
  /** Spans relative to the statement's start. Fixed text, in the learner's words. */
  readonly problems: readonly SyntaxProblem[];
}

export interface SyntaxProblem extends Span {
  /** Code in the catalogue of problems (`semantics/problems`), e.g. `expected-expression`. */
  readonly code: SyntaxCode;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** What may stand in the place of the span. */
  readonly suggestion?: { readonly kind: 'replace'; readonly text: string; readonly title: string };
}

export type CellKind = 'code' | 'markdown' | 'practice' | 'pause';

/**
 * Further words in the brackets of a marker. `numbers`: formulas are no answers. `given`: the text is locked, answers are free.
 * `exam`: locked, without hints and reveal. `try`: answers are guesses. `order`: lines of a backward pass that are to be put in order.
 */
export type CellMark = 'numbers' | 'given' | 'exam' | 'try' | 'order';

export interface Cell {
  readonly index: number;
  readonly kind: CellKind;
  readonly marks: readonly CellMark[];
  /** As written after the kind; empty where there is none. */
  readonly title: string;
  /**
   * Offsets in the whole text. The untitled cell above the first marker has an empty marker at its start; it exists when
   * more than blanks stand there, or when the text has no marker at all.
   */
  readonly marker: Span;
  /** From the marker's start to the next marker's start. */
  readonly span: Span;
  /** Its statements are `statements[first … last - 1]` of the document. */
  readonly first: number;
  readonly last: number;
}

/** A whole text, parsed. */
export interface Document {
  readonly text: string;
  readonly statements: readonly ParsedStatement[];
  /** Offset of each statement's start in the text, ascending. */
  readonly starts: Int32Array;
  readonly cells: readonly Cell[];
  /** Problems outside statements (an unknown kind of cell …), spans in the whole text. */
  readonly problems: readonly SyntaxProblem[];
}

/** Every expression directly inside one, in the order of the text. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'unary':
    case 'transpose':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.args.map((argument) => argument.value);
    case 'index':
      return [expression.target, ...expression.subscripts.flatMap(subscriptParts)];
    case 'list':
    case 'tuple':
      return expression.entries;
    case 'group':
      return [expression.inner];
    case 'number':
    case 'string':
    case 'name':
    case 'question':
    case 'missing':
      return [];
  }
}

export function subscriptParts(subscript: Subscript): readonly Expression[] {
  switch (subscript.kind) {
    case 'at':
      return [subscript.index];
    case 'slice':
      return [subscript.start, subscript.stop, subscript.step].filter((part) => part !== undefined);
    case 'new':
    case 'rest':
      return [];
  }
}

/**
 * The binaries along the left edge of one, innermost first: `chain[0].left` is the first operand, and each `right` comes
 * after it. Everything else in a tree is nested at most 256 deep.
 */
export function chainOf(binary: Binary): readonly Binary[] {
  const chain: Binary[] = [];
  for (let node: Expression = binary; node.kind === 'binary'; node = node.left) chain.push(node);
  return chain.reverse();
}

/** The expressions that stand at the top of a statement. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'assignment':
    case 'bare':
      return [statement.value];
    case 'def':
      return [...statement.block.flatMap(expressionsOf), statement.body];
    case 'backwardRule':
      return [...statement.block.flatMap(expressionsOf), ...statement.gradients];
    case 'for':
      return [statement.over, ...statement.block.flatMap(expressionsOf)];
    case 'backwardOutput':
      return statement.weights ? [statement.target, statement.weights] : [statement.target];
    case 'question':
      return [statement.target, ...statement.subscripts.flatMap(subscriptParts), statement.answer];
    case 'train':
      return statement.args.map((argument) => argument.value);
    case 'import':
    case 'broken':
      return [];
  }
}

/** The names that a statement gives to values outside of itself, in the order of the text; a loop's may come several times. */
export function namesGivenBy(statement: Statement): readonly Name[] {
  switch (statement.kind) {
    case 'assignment':
    case 'broken':
      return statement.targets;
    case 'for':
      return [...statement.targets, ...statement.block.flatMap(namesGivenBy)];
    default:
      return [];
  }
}
