import type { Evaluation } from '../core/autodiff/evaluation.ts';
import { dataSets } from '../data/index.ts';

/** Paths of the data files that a document reads, as written. */
export function dataPaths({ document }: Evaluation): readonly string[] {
  return document.statements.flatMap(({ tree }) => {
    if (tree.kind !== 'assignment' || tree.value.kind !== 'call') return [];
    const { callee, args } = tree.value;
    const set = dataSets.find(({ name, source }) => name === callee.name && source === 'file');
    if (set === undefined) return [];
    const options = new Map<string, string | number>();
    args.forEach((argument, i) => {
      const name = argument.name?.name ?? set.options[i]?.name;
      if (name !== undefined && (argument.value.kind === 'string' || argument.value.kind === 'number'))
        options.set(name, argument.value.value);
    });
    return set.paths(options);
  });
}
