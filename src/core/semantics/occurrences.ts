/** Where names are given and where they are read: the static side of the language, without evaluating anything. */
import type { Span } from '../base/span.ts';
import { type Document, type Expression, expressionsOf, type Name, partsOf, type Statement } from '../syntax/tree.ts';

/** One thing that a name stands for: a value, a function, or a parameter of a function. */
export interface NamedThing {
  readonly name: string;
  readonly kind: 'value' | 'function' | 'parameter';
  /** The statement that gives it the name. */
  readonly statement: number;
  /** Where the name is given, in the whole text. */
  readonly given: Span;
  /** Where it is read, in the order of the text. */
  readonly reads: Span[];
}

export interface Occurrences {
  readonly things: readonly NamedThing[];
  /** The thing whose name stands at an offset, and the span of the name there. */
  at(offset: number): { readonly thing: NamedThing; readonly span: Span } | undefined;
  /** What names mean just before a statement, the newest of each. */
  before(statement: number): ReadonlyMap<string, NamedThing>;
}

const kept = new WeakMap<Document, Occurrences>();

/** Every name of a document. Computed once for each document. */
export function occurrencesIn(document: Document): Occurrences {
  const known = kept.get(document);
  if (known) return known;
  const fresh = collect(document);
  kept.set(document, fresh);
  return fresh;
}

function collect(document: Document): Occurrences {
  const things: NamedThing[] = [];
  const values = new Map<string, NamedThing>();
  const functions = new Map<string, NamedThing>();
  const places: { readonly span: Span; readonly thing: NamedThing }[] = [];

  document.statements.forEach(({ tree }, statement) => {
    const start = document.starts[statement] ?? 0;
    const spanOf = ({ from, to }: Span): Span => ({ from: start + from, to: start + to });
    const give = (name: Name, kind: NamedThing['kind']): NamedThing => {
      const thing: NamedThing = { name: name.name, kind, statement, given: spanOf(name), reads: [] };
      things.push(thing);
      places.push({ span: thing.given, thing });
      return thing;
    };
    const read = (name: Name, thing: NamedThing | undefined): void => {
      if (thing === undefined) return;
      const span = spanOf(name);
      thing.reads.push(span);
      places.push({ span, thing });
    };
    const params = paramsOf(tree);
    const own = new Map(params.map((param) => [param.name, give(param, 'parameter')] as const));
    if (tree.kind === 'backwardRule') read(tree.name, functions.get(tree.name.name));
    const pending: Expression[] = [...expressionsOf(tree)].reverse();
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      if (part.kind === 'name') read(part, own.get(part.name) ?? values.get(part.name));
      if (part.kind === 'call') read(part.callee, functions.get(part.callee.name));
      const inner = partsOf(part);
      for (let i = inner.length - 1; i >= 0; i--) {
        const next = inner[i];
        if (next) pending.push(next);
      }
    }
    if (tree.kind === 'assignment') for (const target of tree.targets) values.set(target.name, give(target, 'value'));
    if (tree.kind === 'def') functions.set(tree.name.name, give(tree.name, 'function'));
  });
  places.sort((a, b) => a.span.from - b.span.from);

  return {
    things,
    at(offset) {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((places[middle]?.span.from ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      const place = places[low - 1];
      return place && offset <= place.span.to ? place : undefined;
    },
    before(statement) {
      const newest = new Map<string, NamedThing>();
      for (const thing of things) {
        if (thing.statement >= statement) break;
        if (thing.kind !== 'parameter') newest.set(thing.name, thing);
      }
      return newest;
    },
  };
}

const paramsOf = (tree: Statement): readonly Name[] =>
  tree.kind === 'def' || tree.kind === 'backwardRule' ? tree.params : [];
