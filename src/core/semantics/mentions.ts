import type { Span } from '../base/span.ts';
import {
  type Expression,
  expressionsOf,
  type Name,
  namesGivenBy,
  type ParsedStatement,
  partsOf,
  type Statement,
} from '../syntax/tree.ts';

export type MentionRole =
  | 'reads value'
  | 'reads function'
  | 'reads parameter'
  /** `w=3` in a call: the parameter of the function that is called, if it is one of the text's. */
  | 'names parameter'
  | 'gives value'
  | 'gives function'
  | 'gives parameter';

/** One name in a statement, spans as in its tree; the statement's names in the order of the text. */
export interface Mention extends Span {
  readonly name: string;
  /** Stands for the name where names are counted: the same for the same name in every text. */
  readonly id: number;
  readonly does: MentionRole;
  /** For `names parameter` the function that is called. */
  readonly of?: string;
}

const ids = new Map<string, number>();
const names: string[] = [];

/** The id by which the mentions of a name are counted. */
export function idOf(name: string): number {
  let id = ids.get(name);
  if (id === undefined) {
    id = names.push(name) - 1;
    ids.set(name, id);
  }
  return id;
}

export const nameOfId = (id: number): string => names[id] ?? '';

/** How many names there are so far: every id is below. */
export const idCount = (): number => names.length;

const mentions = new WeakMap<ParsedStatement, readonly Mention[]>();

/** What a statement says with names, found once for as long as no edit touches it. */
export function mentionsIn(statement: ParsedStatement): readonly Mention[] {
  const known = mentions.get(statement);
  if (known) return known;
  const { tree } = statement;
  const found: Mention[] = [];
  const mention = ({ name, from, to }: Name, does: MentionRole, of?: string): void => {
    found.push({ name, id: idOf(name), from, to, does, ...(of === undefined ? {} : { of }) });
  };
  const params = paramsOf(tree);
  const own = new Set(params.map(({ name }) => name));
  for (const param of params) mention(param, 'gives parameter');
  // A name that a function's line gives is the function's own, as a parameter is: given where it stands first.
  if (tree.kind === 'def' || tree.kind === 'backwardRule')
    for (const target of tree.block.flatMap(namesGivenBy)) {
      mention(target, own.has(target.name) ? 'reads parameter' : 'gives parameter');
      own.add(target.name);
    }
  if (tree.kind === 'backwardRule') mention(tree.name, 'reads function');
  const pending: Expression[] = [...expressionsOf(tree)];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === 'name') mention(part, own.has(part.name) ? 'reads parameter' : 'reads value');
    if (part.kind === 'call') {
      // A method and a function of a library are never the text's own; `x.grad` depends on what stands above.
      if (part.form === 'plain' || part.callee.name === 'grad') mention(part.callee, 'reads function');
      for (const { name } of part.args) if (name) mention(name, 'names parameter', part.callee.name);
    }
    for (const inner of partsOf(part)) pending.push(inner);
  }
  for (const target of namesGivenBy(tree)) mention(target, 'gives value');
  if (tree.kind === 'def') mention(tree.name, 'gives function');
  found.sort((a, b) => a.from - b.from);
  mentions.set(statement, found);
  return found;
}

const paramsOf = (tree: Statement): readonly Name[] =>
  tree.kind === 'def' || tree.kind === 'backwardRule' ? tree.params : [];
