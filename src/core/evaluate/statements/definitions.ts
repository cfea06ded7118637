/** What can be said about a `def` and a learner's backward pass before they are used. */
import { constants, functionNames } from '../../semantics/functionTable.ts';
import { isUnderstood } from '../../semantics/spellings.ts';
import {
  type BackwardRule,
  type Def,
  type Expression,
  expressionsOf,
  type Name,
  namesGivenBy,
  partsOf,
  type Statement,
} from '../../syntax/tree.ts';
import { goneOver } from '../calls/loops.ts';
import { givenBelow } from '../calls/unknownName.ts';
import { blame, type Context, fail, guessName } from '../context.ts';

export function checkDef(context: Context, statement: Def): void {
  const params = statement.params.map((param) => param.name);
  statement.params.forEach((param, i) => {
    if (params.indexOf(param.name) < i)
      fail(context, 'param-twice', param, `${param.name} stands twice among the parameters`);
  });
  checkLines(context, statement.block, [statement.body], params, statement.name.name);
}

/** Answers whether the backward pass can be used. */
export function checkRule(context: Context, statement: BackwardRule, definition: Def): boolean {
  const many = definition.body.kind === 'tuple' ? definition.body.entries : [];
  const upstreams = many.length === 0 ? ['upstream'] : many.map((_, i) => `upstream${i + 1}`);
  const expected = [...definition.params.map((param) => param.name), ...upstreams];
  const count = definition.params.length;
  const results = definition.body.kind === 'tuple' ? definition.body.entries.length : 1;
  if (statement.params.length !== count + results) {
    fail(
      context,
      'rule-params',
      statement.name,
      `the backward pass of ${definition.name.name} takes its parameters and then ${results === 1 ? 'upstream' : `${results} upstreams, one for each result`}: backward ${definition.name.name}(${expected.join(', ')}) = …`,
    );
    return false;
  }
  if (statement.gradients.length !== count) {
    fail(
      context,
      'rule-gradients',
      statement,
      `one gradient for each parameter is needed, in order: ${count} for ${definition.params.map((param) => param.name).join(', ')}; ${statement.gradients.length} ${statement.gradients.length === 1 ? 'is' : 'are'} given`,
    );
    return false;
  }
  const before = context.problems.length;
  checkLines(
    context,
    statement.block,
    statement.gradients,
    statement.params.map((param) => param.name),
    undefined,
  );
  return context.problems.length === before;
}

/** The lines of a function and what it gives, with the names that stand for something in each. */
function checkLines(
  context: Context,
  block: readonly Statement[],
  results: readonly Expression[],
  params: readonly string[],
  self: string | undefined,
): void {
  const known = [...params];
  const check = (lines: readonly Statement[]): void => {
    for (const line of lines) {
      if (line.kind === 'for') {
        checkNames(context, goneOver(line.over), known, self);
        // What a turn gives, the next one may read.
        known.push(...namesGivenBy(line).map(({ name }) => name));
        check(line.block);
      } else {
        checkNames(context, expressionsOf(line), known, self);
        known.push(...namesGivenBy(line).map(({ name }) => name));
      }
    }
  };
  check(block);
  checkNames(context, results, known, self);
}

function checkNames(
  context: Context,
  bodies: readonly Expression[],
  params: readonly string[],
  self: string | undefined,
): void {
  const pending = [...bodies].reverse();
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'name') checkName(context, part, params);
    if (part.kind === 'call' && part.form === 'plain') checkCallee(context, part.callee, self);
    for (const inner of [...partsOf(part)].reverse()) pending.push(inner);
  }
}

const WORDS = /^(?:true|false|None|True|False)$/;

function checkName(context: Context, place: Name, params: readonly string[]): void {
  const { name } = place;
  if (params.includes(name) || context.scope.has(name) || WORDS.test(name)) return;
  const below = context.lastGiving(name);
  if (below === undefined && constants.has(name)) return;
  if (below !== undefined && below > context.statement) {
    givenBelow(context, place, below);
    return;
  }
  const close = guessName(context, name, () => [...params, ...context.scope.names()]);
  fail(
    context,
    'unknown-name',
    place,
    close
      ? `${name} is not known here; did you mean ${close}?`
      : `${name} is neither a parameter nor a name from above`,
    close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
  );
}

function checkCallee(context: Context, callee: Name, self: string | undefined): void {
  const { name } = callee;
  if (name === self) {
    fail(
      context,
      'recursion',
      callee,
      `${name} calls itself; a def cannot be recursive, because its graph would never end`,
    );
    return;
  }
  if (context.defs.has(name) || functionNames(context.surroundings.dataSets).has(name) || isUnderstood(name)) return;
  const broken = context.brokenDefs.get(name);
  if (broken !== undefined) {
    blame(context, name, callee, broken);
    return;
  }
  const below = context.lastGiving(name);
  if (below !== undefined && below > context.statement) {
    givenBelow(context, callee, below);
    return;
  }
  const close = guessName(context, name, () => [
    ...context.defs.keys(),
    ...functionNames(context.surroundings.dataSets),
  ]);
  fail(
    context,
    'unknown-function',
    callee,
    close ? `there is no function ${name}; did you mean ${close}?` : `there is no function ${name}`,
    close ? { kind: 'replace', text: close, title: `Change to ${close}` } : undefined,
  );
}
