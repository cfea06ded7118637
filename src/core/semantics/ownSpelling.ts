/** What NumPy and PyTorch spell their way, in the language's own spelling: `np.maximum(0, x.sum(1))` is `max(0, sum(x, axis=1))`. */
import { printExpression } from '../syntax/format/printer.ts';
import {
  type Argument,
  type BinaryOperator,
  type Call,
  chainOf,
  type Document,
  type Expression,
  expressionsOf,
  type Statement,
  type Subscript,
} from '../syntax/tree.ts';
import { meaningOf } from './spellings.ts';

/** Whether the text has a function of its own by this name. */
type IsOwn = (name: string) => boolean;

interface Rewriting {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The same expression; the very object where nothing is spelled another way. */
export function ownSpelling(expression: Expression, isOwn: IsOwn): Expression {
  const own = (part: Expression): Expression => ownSpelling(part, isOwn);
  switch (expression.kind) {
    case 'unary':
    case 'transpose': {
      const operand = own(expression.operand);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case 'binary': {
      // A chain of 100,000 terms is a loop, not a recursion.
      let left: Expression | undefined;
      for (const node of chainOf(expression)) {
        const before = left ?? own(node.left);
        const right = own(node.right);
        left = before === node.left && right === node.right ? node : { ...node, left: before, right };
      }
      return left ?? expression;
    }
    case 'group': {
      const inner = own(expression.inner);
      return inner === expression.inner ? expression : { ...expression, inner };
    }
    case 'list':
    case 'tuple': {
      const entries = expression.entries.map(own);
      return entries.every((entry, i) => entry === expression.entries[i]) ? expression : { ...expression, entries };
    }
    case 'index': {
      const target = own(expression.target);
      const subscripts = expression.subscripts.map((subscript) => ownSubscript(subscript, own));
      return target === expression.target && subscripts.every((one, i) => one === expression.subscripts[i])
        ? expression
        : { ...expression, target, subscripts };
    }
    case 'call':
      return ownCall(expression, own, isOwn);
    case 'name':
      return WORDS.has(expression.name) ? { ...expression, name: expression.name.toLowerCase() } : expression;
    case 'number':
    case 'string':
    case 'question':
    case 'missing':
      return expression;
  }
}

const WORDS: ReadonlySet<string> = new Set(['True', 'False']);

function ownSubscript(subscript: Subscript, own: (part: Expression) => Expression): Subscript {
  if (subscript.kind === 'at') {
    const index = own(subscript.index);
    return index === subscript.index ? subscript : { ...subscript, index };
  }
  if (subscript.kind !== 'slice') return subscript;
  const [start, stop, step] = [subscript.start, subscript.stop, subscript.step].map((part) => part && own(part));
  return start === subscript.start && stop === subscript.stop && step === subscript.step
    ? subscript
    : { ...subscript, start, stop, step };
}

const OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '@', '**', '<', '<=', '>', '>=', '==', '!=']);
const isOperator = (name: string): name is BinaryOperator => OPERATORS.has(name);

function ownCall(call: Call, own: (part: Expression) => Expression, isOwn: IsOwn): Expression {
  const { from, to, form, callee } = call;
  const place = { from, to };
  const within = (args: readonly Argument[]): readonly Argument[] => {
    const values = args.map((argument) => {
      const value = own(argument.value);
      return value === argument.value ? argument : { ...argument, value };
    });
    return values.every((argument, i) => argument === args[i]) ? args : values;
  };
  const same = (): Expression => {
    const args = within(call.args);
    return args === call.args ? call : { ...call, args };
  };
  if (form === 'plain' && isOwn(callee.name)) return same();
  const { kind, name, args, gate } = meaningOf(call);
  if (form === 'plain' && callee.name === 'range') return same();
  const [first, second] = args.map(({ value }) => own(withoutGroup(value)));
  const written = (given: readonly Argument[]): Expression => ({
    kind: 'call',
    ...place,
    callee: { ...callee, name },
    args: within(given.map((argument) => ({ ...argument, value: withoutGroup(argument.value) }))),
    form: 'plain',
  });
  switch (kind) {
    case 'gate':
      if (isOperator(name) && first && second) return binaryOf(call, name, first, second);
      if (callee.name === 'dot' && form !== 'plain' && first && second) return binaryOf(call, '@', first, second);
      if (name === '-' && first) return { kind: 'unary', ...place, operator: '-', operand: first };
      if (name === '.T' && first) return { kind: 'transpose', ...place, operand: first };
      return form === 'plain' && name === callee.name && args === call.args
        ? same()
        : written(gate?.params.length === 1 ? namedAxis(name, args, call) : args);
    case 'maker':
      return form === 'plain' && name === callee.name && args.every((argument, i) => argument === call.args[i])
        ? same()
        : written(args);
    case 'same':
      return first ?? call;
    case 'size':
      return form === 'attribute' || form === 'plain' ? same() : ownSize(call, name, first, second);
    case 'other':
      return form === 'plain' ? same() : { ...call, args: within(call.args) };
  }
}

const withoutGroup = (part: Expression): Expression => (part.kind === 'group' ? withoutGroup(part.inner) : part);

const binaryOf = ({ from, to }: Call, operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  from,
  to,
  operator,
  operatorFrom: from,
  operatorTo: from,
  left,
  right,
});

/** `x.sum(1)` says which axis; `x.max(1)` must, for `max(x, 1)` compares. */
function namedAxis(name: string, args: readonly Argument[], { form }: Call): readonly Argument[] {
  const [, second] = args;
  if (form === 'plain' || second === undefined || second.name !== undefined || !ALONG.has(name)) return args;
  const axis: Argument = { ...second, name: { kind: 'name', name: 'axis', from: second.from, to: second.from } };
  const isAxis = second.value.kind !== 'list' && second.value.kind !== 'name' && second.value.kind !== 'call';
  return isAxis ? args.map((argument) => (argument === second ? axis : argument)) : args;
}
const ALONG: ReadonlySet<string> = new Set([
  'sum',
  'mean',
  'max',
  'min',
  'var',
  'std',
  'norm',
  'logsumexp',
  'argmax',
  'softmax',
  'log_softmax',
  'cumsum',
]);

function ownSize(call: Call, name: string, owner: Expression | undefined, axis: Expression | undefined): Expression {
  const { from, to } = call;
  if (owner === undefined) return call;
  const attribute = (callee: string): Expression => ({
    kind: 'call',
    from,
    to,
    callee: { kind: 'name', name: callee, from, to },
    args: [{ name: undefined, value: owner, from, to }],
    form: 'attribute',
  });
  const isShape = name === 'shape' || (name === 'size' && call.form === 'method' && call.callee.name === 'size');
  if (!isShape) return name === 'size' || name === 'ndim' ? attribute(name) : { ...call, form: 'plain' };
  return axis === undefined
    ? attribute('shape')
    : { kind: 'index', from, to, target: attribute('shape'), subscripts: [{ kind: 'at', from, to, index: axis }] };
}

/** Edits that put the statements of a text, or those that a span touches, into the language's own spelling. */
export function spellingEdits(
  document: Document,
  touches: (from: number, to: number) => boolean = () => true,
): readonly Rewriting[] {
  const functions = new Set<string>();
  for (const { tree } of document.statements) if (tree.kind === 'def') functions.add(tree.name.name);
  const isOwn = (name: string): boolean => functions.has(name);
  const edits: Rewriting[] = [];
  document.statements.forEach(({ tree, text, problems }, i) => {
    const start = document.starts[i] ?? 0;
    if (problems.some(({ severity }) => severity === 'error') || !touches(start, start + text.length)) return;
    for (const expression of ownParts(tree)) {
      const own = ownSpelling(expression, isOwn);
      const { from, to } = expression;
      if (own === expression || text.slice(from, to).includes('#')) continue;
      edits.push({ from: start + from, to: start + to, insert: printExpression(own) });
    }
  });
  return edits;
}

/** Expressions that can be written again: of `x += e` only what stands behind. */
function ownParts(tree: Statement): readonly Expression[] {
  if (tree.kind === 'assignment' && tree.augmented && tree.value.kind === 'binary') return [tree.value.right];
  if (tree.kind === 'train') return [];
  if (tree.kind === 'for') return [tree.over, ...tree.block.flatMap(ownParts)];
  if (tree.kind === 'def') return [...tree.block.flatMap(ownParts), ...resultsOf(tree.body)];
  if (tree.kind === 'assignment' || tree.kind === 'backwardRule') return expressionsOf(tree).flatMap(resultsOf);
  return tree.kind === 'question' ? [tree.answer] : expressionsOf(tree);
}

const resultsOf = (body: Expression): readonly Expression[] => (body.kind === 'tuple' ? body.entries : [body]);
