import { grown } from '../base/grown.ts';
import { idOf, nameOfId } from '../semantics/mentions.ts';
import type { Binding, StatementResult } from './evaluation.ts';

/** Of an id: its name is in scope with the binding of its own. */
const OWN = -1;

/** The names that have a value so far, with the newest binding of each. */
export class Scope {
  /** By id of a name: `OWN`, or one more than the statement whose result holds the binding; 0: not in scope. */
  private places = new Int32Array(256);
  private own: (Binding | undefined)[] = [];
  /** In the order in which they came into scope. */
  private ids: number[] = [];
  private results: readonly StatementResult[] = [];

  set(name: string, binding: Binding): void {
    const id = idOf(name);
    this.put(id, OWN);
    this.own[id] = binding;
  }

  /** The name of this id stands for what the result of a statement says. `results` may be filled later, and is asked then. */
  setFrom(results: readonly StatementResult[], id: number, statement: number): void {
    this.results = results;
    this.put(id, statement + 1);
  }

  get(name: string): Binding | undefined {
    const id = idOf(name);
    const place = this.places[id] ?? 0;
    if (place === 0) return undefined;
    return place === OWN
      ? this.own[id]
      : this.results[place - 1]?.bindings.findLast((binding) => binding.name === name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  names(): readonly string[] {
    return this.ids.map(nameOfId);
  }

  /** What is in scope now. */
  copy(): Scope {
    const copy = new Scope();
    copy.places = this.places.slice();
    copy.own = [...this.own];
    copy.ids = [...this.ids];
    copy.results = this.results;
    return copy;
  }

  private put(id: number, place: number): void {
    if (id >= this.places.length) this.places = grown(this.places, new Int32Array(2 * id));
    if (this.places[id] === 0) this.ids.push(id);
    this.places[id] = place;
  }
}
