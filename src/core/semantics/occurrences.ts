/** Where names are given and where they are read: the static side of the language, without evaluating anything. */
import { firstAbove } from '../base/lineTable.ts';
import type { Span } from '../base/span.ts';
import type { Document } from '../syntax/tree.ts';
import { idOf, type Mention, mentionsIn } from './mentions.ts';

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

/** A name at one place of the text, given or read. */
export interface OccurrencePlace {
  readonly span: Span;
  readonly thing: NamedThing;
}

interface Occurrences {
  readonly things: readonly NamedThing[];
  /** Every name that stands for a thing, in the order of the text. */
  readonly places: readonly OccurrencePlace[];
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

/** As `occurrencesIn(document).at`, for one place: what is said with other names is passed over. */
export function placeAt(document: Document, offset: number): OccurrencePlace | undefined {
  const known = kept.get(document);
  if (known) return known.at(offset);
  const { starts, statements } = document;
  const index = firstAbove(starts, offset) - 1;
  const parsed = statements[index];
  const inside = offset - (starts[index] ?? 0);
  if (parsed === undefined) return undefined;
  const mention = mentionsIn(parsed).findLast(({ from }) => from <= inside);
  if (mention === undefined || inside > mention.to) return undefined;
  const { tree } = parsed;
  const ids = new Set([mention.id, idOf(mention.of ?? mention.name)]);
  if (tree.kind === 'def' || tree.kind === 'backwardRule') ids.add(idOf(tree.name.name));
  return collect(document, ids).at(offset);
}

/** The things that have one of these names. */
export const thingsNamed = (document: Document, ...names: readonly string[]): readonly NamedThing[] =>
  collect(document, new Set(names.map(idOf))).things;

/** A name that means something at a place. */
export interface KnownName {
  readonly name: string;
  readonly kind: 'value' | 'function';
  /** The statement that gave it its meaning. */
  readonly statement: number;
}

/** What names mean just before a statement, those that were given last first. */
export function namesBefore({ statements }: Document, statement: number): readonly KnownName[] {
  const seen = new Set<number>();
  const found: KnownName[] = [];
  for (let i = Math.min(statement, statements.length) - 1; i >= 0; i--) {
    const parsed = statements[i];
    for (const { name, id, does } of parsed ? mentionsIn(parsed).toReversed() : []) {
      if ((does !== 'gives value' && does !== 'gives function') || seen.has(id)) continue;
      seen.add(id);
      found.push({ name, kind: does === 'gives value' ? 'value' : 'function', statement: i });
    }
  }
  return found;
}

/** Every name that the text gives to something. */
export function namesGiven({ statements }: Document): ReadonlySet<string> {
  const names = new Set<string>();
  for (const parsed of statements)
    for (const { name, does } of mentionsIn(parsed)) if (does.startsWith('gives')) names.add(name);
  return names;
}

/** All names, or those whose ids are `only`: a parameter needs its function's too. */
function collect(document: Document, only?: ReadonlySet<number>): Occurrences {
  const things: NamedThing[] = [];
  const values = new Map<string, NamedThing>();
  const functions = new Map<string, NamedThing>();
  const paramsOf = new Map<NamedThing, ReadonlyMap<string, NamedThing>>();
  const places: OccurrencePlace[] = [];

  document.statements.forEach((parsed, statement) => {
    const start = document.starts[statement] ?? 0;
    const all = mentionsIn(parsed);
    const found = only ? all.filter(({ id }) => only.has(id)) : all;
    let own: Map<string, NamedThing> | undefined;
    const give = (mention: Mention, kind: NamedThing['kind']): NamedThing => {
      const given = { from: start + mention.from, to: start + mention.to };
      const thing: NamedThing = { name: mention.name, kind, statement, given, reads: [] };
      things.push(thing);
      return thing;
    };
    let params: NamedThing[] | undefined;
    for (const mention of found) {
      if (mention.does !== 'gives parameter') continue;
      own ??= new Map();
      params ??= [];
      const thing = give(mention, 'parameter');
      own.set(mention.name, thing);
      params.push(thing);
    }
    // A loop goes on with what stood above it, so that all its turns speak of one thing.
    const isLoop = parsed.tree.kind === 'for';
    if (isLoop)
      for (const mention of found)
        if (mention.does === 'gives value' && !values.has(mention.name))
          values.set(mention.name, give(mention, 'value'));
    // What a statement gives is given after all that it reads, wherever its name stands.
    let gives: NamedThing[] | undefined;
    for (const mention of found) {
      const { name, does } = mention;
      let thing: NamedThing | undefined;
      switch (does) {
        case 'reads value':
          thing = values.get(name);
          break;
        case 'reads function':
          thing = functions.get(name);
          break;
        case 'reads parameter':
          thing = own?.get(name);
          break;
        case 'names parameter': {
          const called = functions.get(mention.of ?? '');
          thing = called && paramsOf.get(called)?.get(name);
          break;
        }
        case 'gives parameter':
          thing = params?.shift();
          break;
        case 'gives value':
        case 'gives function':
          if (isLoop) {
            thing = values.get(name);
            break;
          }
          thing = give(mention, does === 'gives value' ? 'value' : 'function');
          gives ??= [];
          gives.push(thing);
      }
      if (thing === undefined) continue;
      const isGiven = does.startsWith('gives') && thing.given.from === start + mention.from;
      if (!isGiven) {
        const span = { from: start + mention.from, to: start + mention.to };
        thing.reads.push(span);
        places.push({ span, thing });
      } else places.push({ span: thing.given, thing });
    }
    for (const thing of gives ?? []) {
      (thing.kind === 'value' ? values : functions).set(thing.name, thing);
      if (thing.kind === 'function' && own) paramsOf.set(thing, own);
    }
  });

  return {
    things,
    places,
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
