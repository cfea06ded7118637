import type { EntryStory } from '../../../protocol/graph.ts';
import { toWire } from '../../../protocol/wire.ts';
import { equation, numberWritten, written } from '../../explain/formula/written.ts';
import { flatIndex } from '../../tensor/entryIndex.ts';
import type { Drawing } from '../build/drawing.ts';
import { gradientName } from '../cards/gradientTerm.ts';
import { entryGraph } from './entryGraph.ts';
import { entry } from './entryWriting.ts';
import { gradientStory } from './gradientStory.ts';
import { nodeOrOutput } from './gridPage.ts';
import { valueStory } from './valueStory.ts';

/** How one entry of a value or a gradient came about. Undefined for what is not drawn, is hidden, or has no such entry. */
export function entryStory(
  drawing: Drawing,
  id: string,
  which: EntryStory['which'],
  index: readonly number[],
): EntryStory | undefined {
  const node = nodeOrOutput(drawing, id);
  const tensor = which === 'value' ? node?.value : node?.gradient;
  const at = tensor && flatIndex(tensor.shape, index);
  if (node === undefined || tensor === undefined || at === undefined || node.hidden[which]) return undefined;
  const told = which === 'value' ? valueStory(drawing, id, at) : gradientStory(drawing, node, at);
  if (told === undefined) return undefined;
  const { digits } = drawing.request;
  const name = which === 'value' ? entry(node.words, tensor, at) : entry(gradientName(drawing, node), tensor, at);
  const result = written(numberWritten(tensor.data[at] ?? Number.NaN, digits));
  const symbols = equation([written(name), told.symbols]);
  const numbers = equation([told.numbers, result]);
  return {
    node: id,
    which,
    index,
    value: toWire(tensor.data[at] ?? Number.NaN),
    parts: told.parts,
    symbols: symbols.tex,
    numbers: numbers.tex,
    plain: equation([symbols, numbers]).plain,
    ...(told.tree && told.tree.of.length > 0 ? { graph: entryGraph(drawing, told.tree, name.plain.text) } : {}),
  };
}
