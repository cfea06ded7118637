import type { MadeData } from '../../core/makers/dataSet.ts';
import { rowOf } from '../../core/tensor/byteRows.ts';
import { columnsOf, findPrediction, readingOf } from '../plan/prediction.ts';
import { affordableRows, type View } from './view.ts';

const MOST_ROWS = 10_000;
const CHUNK = 1000;
const MOST_PICTURES = 25;
const MOST_CLASSES = 100;

/** Which class was taken for which, on the held-out rows where there are any, and rows that went wrong as pictures. */
export const confusion: View<'confusion'> = {
  name: 'confusion',
  fits({ plan }) {
    const found = findPrediction(plan);
    return found !== undefined && plan.rowSets[found.target]?.role === 'labels';
  },
  show(_request, { prepared: { plan, heldOut, trainingRows, evaluation }, run }) {
    const found = findPrediction(plan);
    const features = found && plan.rowSets[found.features]?.whole;
    const labels = found && plan.rowSets[found.target]?.whole.data;
    if (found === undefined || features === undefined || labels === undefined) return undefined;
    const rows = (heldOut.length > 0 ? heldOut : trainingRows).subarray(0, affordableRows(plan, MOST_ROWS));
    const counts: number[][] = [];
    const pictures: Picture[] = [];
    const factsOf = (set: number): DataFacts =>
      evaluation.tape.dataFacts.get(plan.nodes[plan.rowSets[set]?.node ?? -1]?.tape ?? -1) ?? {};
    const size = pictureSize(features.shape, factsOf(found.features).picture);
    let classes = 0;
    for (let from = 0; from < rows.length; from += CHUNK) {
      const chunk = rows.subarray(from, from + CHUNK);
      const predicted = run.parts.engine.look(chunk, false).valueOf(found.node);
      const reading = readingOf(columnsOf(predicted.shape), labels);
      classes = Math.max(classes, reading.classes);
      if (classes === 0 || classes > MOST_CLASSES) return undefined;
      for (const [i, row] of chunk.entries()) {
        const label = labels[row] ?? 0;
        const guess = reading.read(predicted.data, i).predicted;
        const line = counts[label] ?? [];
        counts[label] = line;
        line[guess] = (line[guess] ?? 0) + 1;
        if (size && guess !== label && pictures.length < MOST_PICTURES)
          pictures.push({ label, predicted: guess, ...size, pixels: rowOf(features, row, columnsOf(features.shape)) });
      }
    }
    const names = factsOf(found.target).classNames ?? [];
    const all = Array.from({ length: classes }, (_, index) => index);
    return {
      view: 'confusion',
      classes: all.map((label) => names[label] ?? String(label)),
      counts: all.map((label) => all.map((guess) => counts[label]?.[guess] ?? 0)),
      pictures,
    };
  },
};

type DataFacts = Pick<MadeData, 'classNames' | 'picture'>;
interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
type Picture = PictureSize & { readonly label: number; readonly predicted: number; readonly pixels: Float32Array };

/** As the data set says; else rows of 784 are MNIST's, of 3072 CIFAR-10's, and axes of their own say it themselves. */
function pictureSize(shape: readonly number[], said: MadeData['picture']): PictureSize | undefined {
  if (said && columnsOf(shape) === said[0] * said[1] * said[2])
    return { height: said[0], width: said[1], channels: said[2] };
  const [, height, width, channels = 1] = shape;
  if (shape.length >= 3 && height !== undefined && width !== undefined) return { height, width, channels };
  if (shape[1] === 784) return { height: 28, width: 28, channels: 1 };
  if (shape[1] === 3072) return { height: 32, width: 32, channels: 3 };
  return undefined;
}
