import type { Document } from '../../core/syntax/tree.ts';
import { dataSets } from '../../data/index.ts';

/** Paths of the data files that a document reads, as written; of each file all the names that it may go by. */
export function dataPaths({ statements }: Document): readonly (readonly string[])[] {
  return statements.flatMap(({ tree }) => {
    if (tree.kind !== 'assignment' || tree.value.kind !== 'call') return [];
    const { callee, args } = tree.value;
    const set = dataSets.find(({ name, source }) => name === callee.name && source === 'file');
    if (set === undefined) return [];
    const options = new Map<string, string | number>();
    args.forEach(({ name: option, value }, i) => {
      const name = option?.name ?? set.options[i]?.name;
      if (name !== undefined && (value.kind === 'string' || value.kind === 'number')) options.set(name, value.value);
    });
    return set.paths(options).map((names) => (typeof names === 'string' ? [names] : names));
  });
}
