/**
 * A Parsons problem from any program: the lines of its backward pass, shuffled, with wrong ones among them. Each line gives the gradient
 * of one name by the rules of the gates that use it. All lines are tried by the tutor's own marking: those that are right must be marked so,
 * and each wrong one by the name of its mistake.
 */
import type { NodeId } from '../../autodiff/tape/node.ts';
import { finish, part, type Work } from '../../base/work.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../evaluate/evaluation.ts';
import { usesOf } from '../../explain/consumers.ts';
import { type Gate, ruleOf } from '../../gates/gate.ts';
import { parseDocument, parseExpression } from '../../syntax/document.ts';
import { printMinimal } from '../../syntax/format/printer.ts';
import { substituted } from '../../syntax/substitution.ts';
import type { Cell, Expression } from '../../syntax/tree.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { gradientsRead } from '../marking/answer/lineOrder.ts';
import { isRight, type Mark } from '../marking/answer/mark.ts';
import { markQuestion } from '../marking/markQuestion.ts';
import { Draw } from '../practice/exercises/draw.ts';
import { givenLines } from './courseText.ts';

interface OrderWish {
  readonly surroundings: Surroundings;
  readonly seed: number;
}

interface Line {
  readonly name: string;
  readonly text: string;
}

const LEAST_LINES = 3;
/** A cell of more names is too long to be sorted by hand. */
const MOST_LINES = 16;
/** Wrong lines in each cell. */
const WRONG = 2;
const SHUFFLES = 20;

/** All at once. */
export const linesToSort = (evaluation: Evaluation, wish: OrderWish): string | undefined =>
  finish(sortingWork(evaluation, wish));

/** A `.bp` text with an `[order]` cell for each cell with an output of its own; undefined where none has enough named steps. */
export function* sortingWork(evaluation: Evaluation, { surroundings, seed }: OrderWish): Work<string | undefined> {
  const { document } = evaluation;
  const parts: string[] = [];
  const above: string[] = [];
  for (const cell of document.cells) {
    const lines = givenLines(document, cell);
    if (lines.length === 0) continue;
    const from = cell.index / document.cells.length;
    const draw = new Draw(`order ${seed} ${cell.index}`);
    const made = evaluation.cells[cell.index]?.own
      ? yield* part(sorting(evaluation, cell, { above, surroundings, draw }), from, from + 1 / document.cells.length)
      : undefined;
    if (made !== undefined) {
      if (above.length > 0) parts.push(`# %% Above\n${above.join('\n')}`);
      parts.push(made);
    }
    above.push(...lines);
  }
  return parts.length === 0 ? undefined : `${parts.join('\n\n')}\n`;
}

interface Setting {
  readonly above: readonly string[];
  readonly surroundings: Surroundings;
  readonly draw: Draw;
}

function* sorting(
  evaluation: Evaluation,
  cell: Cell,
  { above, surroundings, draw }: Setting,
): Work<string | undefined> {
  const writer = new PassWriter(evaluation, cell);
  const right = writer.lines();
  const { outputName = '' } = evaluation.cells[cell.index] ?? {};
  if (right.length < LEAST_LINES || right.length > MOST_LINES) return undefined;
  const given = givenLines(evaluation.document, cell);
  const head = given.some((line) => /^backward\s*\(/.test(line)) ? given : [...given, `backward(${outputName})`];
  /** The marks of lines by themselves, wherever they stand. */
  const marksOf = (lines: readonly Line[]): readonly (Mark | undefined)[] => {
    const text = [...above, '# %% [order] Trial', ...head, ...lines.map((line) => line.text)].join('\n');
    const trial = evaluateDocument(parseDocument(text), surroundings);
    const count = trial.document.statements.length;
    return lines.map((_, i) => markQuestion(trial, count - lines.length + i));
  };
  if (!marksOf(right).every((mark) => mark !== undefined && isRight(mark))) return undefined;
  yield 0.3;
  const wrong: Line[] = [];
  const slips = draw.shuffled(writer.slips());
  for (const [i, slip] of slips.entries()) {
    yield 0.3 + (0.7 * i) / slips.length;
    if (wrong.length === WRONG) break;
    if (wrong.some(({ name }) => name === slip.name) || right.some(({ text }) => text === slip.text)) continue;
    const [mark] = marksOf([slip]);
    if (mark?.verdict === 'wrong' && mark.mistakes.length > 0) wrong.push(slip);
  }
  if (wrong.length < WRONG) return undefined;
  const title = cell.title === '' ? outputName : cell.title;
  return [
    `# %% [order] ${title}: the backward pass in order`,
    '# Move the lines grad(…) = … until each stands below the lines that it uses (Alt+Up and Alt+Down move a line).',
    `# ${WRONG} of them are wrong: take them out (Ctrl+/ makes a line a comment). The lines are marked once each gradient has one line.`,
    ...head,
    ...shuffled([...right, ...wrong], draw).map(({ text }) => text),
  ].join('\n');
}

/** As far from in order as twenty shuffles come. */
function shuffled(lines: readonly Line[], draw: Draw): readonly Line[] {
  let best = lines;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < SHUFFLES; i++) {
    const order = draw.shuffled(lines);
    const above = new Set<string>();
    let inPlace = 0;
    for (const { name, text } of order) {
      const { expression } = parseExpression(text.slice(text.indexOf('=') + 1));
      if ([...gradientsRead(expression)].every((used) => above.has(used))) inPlace++;
      above.add(name);
    }
    if (inPlace < least) [best, least] = [order, inPlace];
  }
  return best;
}

/** Writes the backward pass of one cell in the language. */
class PassWriter {
  private readonly evaluation: Evaluation;
  private readonly output: NodeId | undefined;
  private readonly gradients: ReturnType<Evaluation['gradients']> | undefined;
  /** The names of the cell that the gradient reaches, the output's first. */
  private readonly named = new Map<NodeId, string>();

  constructor(evaluation: Evaluation, { index, first, last }: Cell) {
    this.evaluation = evaluation;
    this.output = evaluation.cells[index]?.output;
    this.gradients = this.output === undefined ? undefined : evaluation.gradients(this.output);
    const newest = new Map<string, NodeId>();
    for (const { bindings } of evaluation.statements.slice(first, last))
      for (const { name, node } of bindings) if (node !== undefined) newest.set(name, node);
    for (const [name, node] of [...newest].toSorted(([, a], [, b]) => b - a))
      if (this.gradients?.reaches(node) && !this.named.has(node)) this.named.set(node, name);
  }

  /** One line for each name, from the output on; none where a rule cannot be written. */
  lines(): readonly Line[] {
    const lines: Line[] = [];
    for (const [node, name] of this.named) {
      const gradient = this.gradientOf(node);
      if (gradient === undefined) return [];
      lines.push({ name, text: `grad(${name}) = ${printMinimal(gradient)}` });
    }
    return this.output !== undefined && this.named.has(this.output) ? lines : [];
  }

  /** Lines that learners with a known slip would write: no swap, upstream forgotten, a message lost at a fork, a lost sign … */
  slips(): readonly Line[] {
    return [...this.named].flatMap(([node, name]) => {
      const uses = this.usesOf(node);
      const messages = uses.map(({ consumer, port }) => this.message(consumer, port));
      const wrong: Expression[] = [];
      for (const [i, { consumer, port }] of uses.entries())
        for (const slip of this.slipsAt(consumer, port)) {
          const changed = summed(messages.map((message, at) => (at === i ? slip : message)));
          if (changed) wrong.push(changed);
        }
      // At a fork only the message that came last.
      if (messages.length > 1) wrong.push(...messages.flatMap((message) => message ?? []));
      return wrong.map((gradient) => ({ name, text: `grad(${name}) = ${printMinimal(gradient)}` }));
    });
  }

  private usesOf(node: NodeId) {
    return this.gradients === undefined ? [] : usesOf(this.evaluation, this.gradients, node);
  }

  /** The gradient of a node by those of the names that use it; `1` for the output. */
  private gradientOf(node: NodeId): Expression | undefined {
    if (node === this.output) return numeral(1);
    return summed(this.usesOf(node).map(({ consumer, port }) => this.message(consumer, port)));
  }

  /** What arrives at a gate: by its name where it has one. */
  private upstreamAt(node: NodeId): Expression | undefined {
    const name = this.named.get(node);
    return name === undefined ? this.gradientOf(node) : call('grad', named(name));
  }

  /** What a gate sends back to an operand. */
  private message(consumer: NodeId, port: number): Expression | undefined {
    const upstream = this.upstreamAt(consumer);
    return upstream && this.rule(consumer, port, upstream);
  }

  /** A gate's own rule with what is written for its operands; `as`: which operand each is taken for. */
  private rule(
    consumer: NodeId,
    port: number,
    upstream: Expression | undefined,
    as: (param: number) => number = (param) => param,
  ): Expression | undefined {
    const { tape } = this.evaluation;
    const gate = tape.gateOf(consumer);
    if (gate === undefined || gate.variadic) return undefined;
    const inputs = tape.inputsOf(consumer);
    const shapes = inputs.map((input) => tape.shapeOf(input));
    const options = tape.optionsAt(consumer);
    const formula = upstream === undefined ? (gate.locals?.[port] ?? '') : ruleOf(gate, port, shapes, options);
    const { expression, problems } = parseExpression(formula);
    if (formula === '' || problems.length > 0) return undefined;
    const counts: Readonly<Record<string, unknown>> = { ...options, ...gate.counts?.(shapes, options) };
    let isKnown = true;
    const fail = (): undefined => {
      isKnown = false;
    };
    const made = substituted(expression, (name) => {
      if (name === 'upstream') return upstream;
      if (name === 'out') return this.value(consumer) ?? fail();
      const param = gate.params.indexOf(name);
      if (param >= 0) return this.value(inputs[as(param)] ?? -1) ?? fail();
      const count = counts[name];
      return typeof count === 'number' ? numeral(count) : fail();
    });
    return isKnown ? fitted(tidied(made), { gate, from: shapes[port] ?? [], to: tape.shapeOf(consumer) }) : undefined;
  }

  /** A value as the text writes it: its name, its number, or its expression. */
  private value(node: NodeId): Expression | undefined {
    const { tape } = this.evaluation;
    const name = this.named.get(node) ?? this.evaluation.nameOf(node);
    if (name !== undefined) return named(name);
    // Inside a function its parameters' names mean nothing here.
    return tape.withinOf(node) === tape.statementOf(node) ? tape.expressionOf(node) : undefined;
  }

  private slipsAt(consumer: NodeId, port: number): readonly Expression[] {
    const { tape } = this.evaluation;
    const gate = tape.gateOf(consumer);
    const upstream = this.upstreamAt(consumer);
    if (gate === undefined || upstream === undefined) return [];
    const turned = (param: number): number => 1 - param;
    const found: (Expression | undefined)[] = [];
    if (consumer !== this.output) found.push(this.rule(consumer, port, undefined));
    switch (gate.pattern) {
      case 'swap multiplier':
        found.push(this.rule(consumer, port, upstream, turned));
        break;
      case 'gradient distributor':
        found.push(binary('/', upstream, numeral(2)));
        break;
      case 'gradient router':
        found.push(this.rule(consumer, port, upstream, turned), upstream);
        break;
      default:
        break;
    }
    const right = this.rule(consumer, port, upstream);
    if (right?.kind === 'unary' && right.operator === '-') found.push(right.operand);
    if (gate.name === 'tanh') found.push(product(upstream, binary('-', numeral(1), this.value(consumer))));
    if (gate.name === 'sigmoid') {
      const x = this.value(tape.inputsOf(consumer)[0] ?? -1);
      found.push(product(upstream, product(binary('-', numeral(1), x), x)));
    }
    if (gate.name === 'square') found.push(product(upstream, this.value(tape.inputsOf(consumer)[0] ?? -1)));
    return found.flatMap((one) => one ?? []);
  }
}

const NOWHERE = { from: 0, to: 0 };
const numeral = (value: number): Expression =>
  value < 0
    ? { kind: 'unary', operator: '-', operand: { kind: 'number', value: -value, ...NOWHERE }, ...NOWHERE }
    : { kind: 'number', value, ...NOWHERE };
const named = (name: string): Expression => ({ kind: 'name', name, ...NOWHERE });

const call = (name: string, value: Expression): Expression => filledIn(`${name}(x)`, value);

function filledIn(form: string, value: Expression): Expression {
  return substituted(parseExpression(form).expression, (name) => (name === 'x' ? value : undefined));
}

/** Without sums of two plain numbers, and powers of 1: the slope of `x ** 2` is `2 * x`, not `2 * x ** (2 - 1)`. */
function tidied(expression: Expression): Expression {
  if (expression.kind === 'group') return { ...expression, inner: tidied(expression.inner) };
  if (expression.kind !== 'binary') return expression;
  const made = { ...expression, left: tidied(expression.left), right: tidied(expression.right) };
  const a = plainNumber(made.left);
  const b = plainNumber(made.right);
  if (made.operator === '**' && b === 1) return made.left;
  if (a === undefined || b === undefined) return made;
  return made.operator === '+' ? numeral(a + b) : made.operator === '-' ? numeral(a - b) : made;
}

const plainNumber = (expression: Expression): number | undefined =>
  expression.kind === 'group'
    ? plainNumber(expression.inner)
    : expression.kind === 'number'
      ? expression.value
      : undefined;

/** What a rule gives, summed or repeated to the operand's shape as broadcasting and reductions ask. */
function fitted(
  made: Expression,
  { gate, from, to }: { readonly gate: Gate; readonly from: Shape; readonly to: Shape },
): Expression {
  if (gate.scalar !== undefined && from.length < to.length)
    return filledIn(from.length === 0 ? 'sum(x)' : 'sum(x, axis=0)', made);
  return REPEATING.has(gate.name) && to.length === 0 ? filledIn(`x * ones(${from.join(', ')})`, made) : made;
}

/** Reductions whose rule gives one number for all entries. */
const REPEATING: ReadonlySet<string> = new Set(['sum', 'mean']);

function binary(operator: '+' | '-' | '*' | '/', a: Expression | undefined, b: Expression | undefined) {
  if (a === undefined || b === undefined) return undefined;
  const { expression } = parseExpression(`a ${operator} b`);
  return substituted(expression, (name) => (name === 'a' ? a : name === 'b' ? b : undefined));
}

const product = (a: Expression | undefined, b: Expression | undefined): Expression | undefined => binary('*', a, b);

/** Messages added up, as a copy gate does; undefined where one cannot be written, or there is none. */
const summed = (messages: readonly (Expression | undefined)[]): Expression | undefined =>
  messages.length === 0
    ? undefined
    : messages.slice(1).reduce((sum, message) => binary('+', sum, message), messages[0]);
