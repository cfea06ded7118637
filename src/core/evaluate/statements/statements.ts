import { backward } from '../../autodiff/backward.ts';
import type { NodeId } from '../../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../../autodiff/tape/tape.ts';
import { showShape } from '../../base/show.ts';
import { gateOfCall, gateOfOperator, gateSpelled } from '../../gates/index.ts';
import { functionNames } from '../../semantics/functionTable.ts';
import type { Problem } from '../../semantics/problem.ts';
import { withTranslation } from '../../semantics/python/sayTranslation.ts';
import { sayHabits } from '../../semantics/sayHabits.ts';
import {
  type Assignment,
  type BackwardOutput,
  type BackwardRule,
  type Bare,
  type Def,
  type Expression,
  type For,
  namesGivenBy,
  type ParsedStatement,
  partsOf,
  type Question,
  type Statement,
} from '../../syntax/tree.ts';
import { sameShape } from '../../tensor/tensor.ts';
import { applyGate } from '../calls/applyGate.ts';
import { dataSetOf, evaluateDataSet } from '../calls/dataCalls.ts';
import { resolveSubscripts } from '../calls/indexing.ts';
import { runTurns } from '../calls/loops.ts';
import { unknownName } from '../calls/unknownName.ts';
import { blame, type Context, evaluate, evaluateMany, fail, report } from '../context.ts';
import type { Binding, QuestionResult, StatementResult } from '../evaluation.ts';
import { packAgain, partsInPack } from '../several/packs.ts';
import { checkDef, checkRule } from './definitions.ts';
import { evaluateTrain } from './trainStatement.ts';

/** A question, resolved: what is asked for, and the value of the answer. */
function ask(context: Context, statement: Question): QuestionResult | undefined {
  const { name } = statement.target;
  const binding = context.scope.get(name);
  if (binding === undefined) return unknownName(context, statement.target);
  const { node } = binding;
  if (node === undefined) {
    evaluate(context, statement.target);
    return undefined;
  }
  const { tape } = context;
  let index: readonly number[] = [];
  if (statement.subscripts.length > 0) {
    const shape = tape.shapeOf(node);
    const resolved = resolveSubscripts(context, statement.subscripts, shape, statement.target);
    if (resolved === undefined) return undefined;
    if (resolved.drops.some((drop) => drop === 0))
      return fail(
        context,
        'question-entry',
        statement.target,
        `ask for one entry of ${name}, such as ${name}[0, 1], or for all of it`,
      );
    index = resolved.starts;
  }
  const answered = statement.answer.kind !== 'question';
  const answerNode = answered ? answerOf(context, statement, tape.shapeOf(node).length) : undefined;
  return {
    asks: statement.asks,
    name,
    node,
    index,
    answer: answerNode === undefined ? undefined : tape.valueOf(answerNode),
    answerNode,
    answered,
    answerExpression: statement.answer,
  };
}

/** An answer that cannot be read leaves the question as it is: answered, not right, and not gone. */
function askUnreadable(
  context: Context,
  question: Question,
  problems: ParsedStatement['problems'],
): QuestionResult | undefined {
  const {
    target,
    answer: { from },
  } = question;
  // A missing answer is reported at the = before it.
  const asks = problems.every((problem) => problem.severity !== 'error' || problem.from >= from - 1);
  return asks && context.scope.has(target.name)
    ? ask(context, { ...question, answer: { kind: 'missing', from, to: from } })
    : undefined;
}

function answerOf(context: Context, { asks, target, answer }: Question, rank: number): NodeId | undefined {
  const open = questionIn(answer);
  if (open === undefined) return answer.kind === 'missing' ? undefined : evaluate(context, answer);
  const entry = `${asks}(${target.name})[${Array(rank).fill(0).join(', ')}]`;
  return fail(
    context,
    'question-outside',
    open,
    answer.kind === 'list'
      ? `a ? is left here: fill in every entry, or ask for a single one, as in ${entry} = ?`
      : 'your answer takes the place of the ?: delete the ?',
  );
}

function questionIn(expression: Expression): Expression | undefined {
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'question') return part;
    pending.push(...partsOf(part));
  }
  return undefined;
}

/** Evaluates one statement: puts its nodes on the tape, its names into scope, its problems into the result. */
export function evaluateStatement(context: Context, parsed: ParsedStatement): StatementResult {
  const { tape } = context;
  const first = tape.length;
  const statement: Statement = parsed.tree;
  const broken = parsed.problems.length > 0 && parsed.problems.some((problem) => problem.severity === 'error');
  const above = broken ? valuesAbove(context, statement) : NO_NAMES;
  const outcome = broken ? brokenOutcome(context, statement, parsed.problems) : evaluateKind(context, statement);
  const plain = {
    bindings: outcome.bindings ?? NO_BINDINGS,
    problems: problemsOf(context, parsed, above),
    first,
    last: tape.length,
  };
  const { rows, question, training, output } = outcome;
  if (rows === undefined && question === undefined && training === undefined && output === undefined) return plain;
  return {
    ...plain,
    ...(rows === undefined ? {} : { rows }),
    ...(question ? { question } : {}),
    ...(training ? { training } : {}),
    ...(output === undefined ? {} : { output }),
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Names that had a value, and lose it to a statement that cannot be read. */
const valuesAbove = ({ scope }: Context, statement: Statement): ReadonlySet<string> =>
  new Set(namesGivenBy(statement).flatMap(({ name }) => (scope.get(name)?.node === undefined ? [] : [name])));

function problemsOf(context: Context, parsed: ParsedStatement, above: ReadonlySet<string>): readonly Problem[] {
  const { problems, text } = parsed;
  const all = problems.length === 0 ? context.problems : [...problems, ...context.problems];
  if (all.length === 0) return all;
  const isFunction = (name: string): boolean =>
    functionNames(context.surroundings.dataSets).has(name) || context.defs.has(name);
  return withTranslation(sayHabits(all, text, isFunction), parsed, {
    isFunction,
    isValue: (name) => above.has(name) || context.scope.get(name)?.node !== undefined,
  });
}

const NOT_NEEDED = {
  import: 'no import needed: this line does nothing',
  print: 'every line shows its value: this line does nothing',
  none: 'None is no value: the name has one from the line that gives it',
  text: 'a text by itself does nothing; a comment begins with #',
} as const;

const NO_BINDINGS: readonly Binding[] = [];

type Outcome = Partial<Pick<StatementResult, 'bindings' | 'rows' | 'question' | 'training' | 'output'>>;

/** A statement with a syntax error still says which names it was about, so that their users can point to it. */
function brokenOutcome(context: Context, statement: Statement, problems: ParsedStatement['problems']): Outcome {
  if (statement.kind === 'def') breakDef(context, statement.name.name);
  if (statement.kind === 'question') return asking(askUnreadable(context, statement, problems));
  return statement.kind === 'assignment' || statement.kind === 'broken' || statement.kind === 'for'
    ? { bindings: namesGivenBy(statement).map((target) => bind(context, target.name, undefined)) }
    : {};
}

const asking = (question: QuestionResult | undefined): Outcome => (question ? { question } : {});

function evaluateKind(context: Context, statement: Statement): Outcome {
  switch (statement.kind) {
    case 'assignment':
      return assignment(context, statement);
    case 'bare':
      return bare(context, statement);
    case 'def':
      return def(context, statement);
    case 'backwardRule':
      return rule(context, statement);
    case 'backwardOutput':
      return backwardOutput(context, statement);
    case 'question':
      return asking(ask(context, statement));
    case 'train': {
      const training = evaluateTrain(context, statement);
      return training ? { training } : {};
    }
    case 'for':
      return { bindings: loop(context, statement) };
    case 'import':
      context.problems.push({
        code: 'import',
        severity: 'hint',
        from: statement.from,
        to: statement.to,
        message: NOT_NEEDED[statement.what],
        unnecessary: true,
      });
      return {};
    case 'broken':
      return {};
  }
}

function bind(context: Context, name: string, node: NodeId | undefined): Binding {
  const binding = { name, statement: context.statement, node };
  context.scope.set(name, binding);
  return binding;
}

function assignment(context: Context, statement: Assignment): Outcome {
  const [only] = statement.targets;
  context.assigning =
    statement.targets.length === 1 && only ? only.name : statement.targets.map((target) => target.name).join(',');
  const set = dataSetOf(context, statement);
  if (set) {
    const made = evaluateDataSet(context, statement, set);
    const bindings = statement.targets.map((target, i) => bind(context, target.name, made?.nodes[i]));
    return made ? { bindings, rows: made.rows } : { bindings };
  }
  const [target] = statement.targets;
  if (target === undefined) return {};
  if (statement.targets.length > 1) {
    const before = context.tape.length;
    const nodes = evaluateMany(context, statement.value, statement.targets.length);
    const own = nodes.map((node) => node && ownNode(context, node, before, statement.value));
    return { bindings: statement.targets.map((name, i) => bind(context, name.name, own[i])) };
  }
  return { bindings: [bind(context, target.name, named(context, statement.value))] };
}

/** The node of a named value: a literal becomes an input, another name a value of its own. */
function named(context: Context, value: Expression): NodeId | undefined {
  const before = context.tape.length;
  const node = evaluate(context, value);
  return node === undefined ? undefined : ownNode(context, node, before, value);
}

function ownNode(context: Context, node: NodeId, before: NodeId, value: Expression): NodeId {
  const { tape } = context;
  const parts = partsInPack(tape, node);
  if (parts !== undefined) return node < before ? packAgain(context, parts, value) : node;
  if (node < before) {
    const copy = gateSpelled('unwritten');
    return (copy && applyGate(context, copy, [node], NO_OPTIONS, value)) ?? node;
  }
  const role = tape.roleOf(node);
  if (role === 'constant') tape.markLeaf(node, 'input');
  else if (role === 'gate' && !tape.isReached(node)) tape.markAsSource(node);
  return node;
}

function bare(context: Context, statement: Bare): Outcome {
  context.assigning = '';
  const node = evaluate(context, statement.value);
  return { bindings: [{ name: '', statement: context.statement, node }] };
}

function def(context: Context, statement: Def): Outcome {
  checkDef(context, statement);
  if (context.problems.length > 0) {
    breakDef(context, statement.name.name);
    return {};
  }
  context.brokenDefs.delete(statement.name.name);
  context.defs.set(statement.name.name, { tree: statement, statement: context.statement, rule: undefined });
  return {};
}

function breakDef(context: Context, name: string): void {
  context.defs.delete(name);
  context.brokenDefs.set(name, context.statement);
}

function rule(context: Context, statement: BackwardRule): Outcome {
  const broken = context.brokenDefs.get(statement.name.name);
  if (broken !== undefined) {
    blame(context, statement.name.name, statement.name, broken);
    return {};
  }
  const definition = context.defs.get(statement.name.name);
  if (definition === undefined) {
    fail(
      context,
      'rule-without-def',
      statement.name,
      `there is no def ${statement.name.name} above: a backward pass needs the function it belongs to`,
    );
    return {};
  }
  if (checkRule(context, statement, definition.tree))
    context.defs.set(statement.name.name, { ...definition, rule: { tree: statement, statement: context.statement } });
  return {};
}

/** `backward(y, v)` is of sum(y * v): v is the upstream that y gets. */
function weighted(context: Context, node: NodeId, weights: Expression): NodeId | undefined {
  const { tape } = context;
  const upstream = evaluate(context, weights);
  if (upstream === undefined) return undefined;
  const shape = tape.shapeOf(node);
  if (!sameShape(shape, tape.shapeOf(upstream)))
    return fail(
      context,
      'shapes',
      weights,
      `the upstream of a tensor has its shape: ${showShape(shape)}, not ${showShape(tape.shapeOf(upstream))}`,
    );
  const product = gateOfOperator('*');
  const sum = gateOfCall('sum', 1);
  const multiplied = product && applyGate(context, product, [node, upstream], NO_OPTIONS, weights);
  return multiplied === undefined || sum === undefined || shape.length === 0
    ? multiplied
    : applyGate(context, sum, [multiplied], { keepdims: false }, weights);
}

/** The lines of a loop, once for each turn. With an error, no name that it gives has a value. */
function loop(context: Context, statement: For): readonly Binding[] {
  const bindings: Binding[] = [];
  const { length } = context.problems;
  const isSound = (): boolean =>
    !context.problems.slice(length).some(({ severity }) => severity === 'error' || severity === 'info');
  runTurns(context, statement, {
    give: (name, node) => bindings.push(bind(context, name, node)),
    line: (line) => {
      bindings.push(...(evaluateKind(context, line).bindings ?? []));
      return isSound();
    },
  });
  return isSound() ? bindings : namesGivenBy(statement).map(({ name }) => bind(context, name, undefined));
}

function backwardOutput(context: Context, statement: BackwardOutput): Outcome {
  const { weights, target } = statement;
  const given = evaluate(context, target);
  const node = given !== undefined && weights ? weighted(context, given, weights) : given;
  if (node === undefined) return {};
  const { tape } = context;
  if (!tape.isScalar(node)) {
    fail(
      context,
      'output-tensor',
      statement.target,
      `this has shape ${showShape(tape.shapeOf(node))}, but gradients need a scalar output: use its sum or mean, or give an upstream of its shape: backward(y, v)`,
      { kind: 'wrap', functions: ['sum', 'mean'] },
    );
    return {};
  }
  if (!tape.isReached(node))
    report(
      context,
      'output-constant',
      'warning',
      statement.target,
      'nothing that can change feeds this number, so every gradient of it is 0',
    );
  const name = statement.target.kind === 'name' ? statement.target.name : 'the output';
  let gradients: ReturnType<typeof backward> | undefined;
  context.backwardOf = {
    name,
    gradients: () => {
      gradients ??= backward(tape, node);
      return gradients;
    },
  };
  return { output: node };
}
