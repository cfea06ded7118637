import { rowOf } from '../../core/tensor/byteRows.ts';
import { columnsOf, findPrediction, readingOf } from '../plan/prediction.ts';
import { factsOfRows, type PictureSize, pictureSize } from './network.ts';
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
  show(_request, { prepared, run }) {
    const { plan, heldOut, trainingRows } = prepared;
    const found = findPrediction(plan);
    const features = found && plan.rowSets[found.features]?.whole;
    const labels = found && plan.rowSets[found.target]?.whole.data;
    if (found === undefined || features === undefined || labels === undefined) return undefined;
    const all = heldOut.length > 0 ? heldOut : trainingRows;
    const rows = all.subarray(0, affordableRows(plan, MOST_ROWS));
    const counts: number[][] = [];
    const pictures: Picture[] = [];
    const size = pictureSize(features.shape, factsOfRows(prepared, found.features).picture);
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
    const names = factsOfRows(prepared, found.target).classNames ?? [];
    const labelled = Array.from({ length: classes }, (_, index) => index);
    return {
      view: 'confusion',
      classes: labelled.map((label) => names[label] ?? String(label)),
      counts: labelled.map((label) => labelled.map((guess) => counts[label]?.[guess] ?? 0)),
      pictures,
      held: heldOut.length > 0,
      rows: all.length,
    };
  },
};

type Picture = PictureSize & { readonly label: number; readonly predicted: number; readonly pixels: Float32Array };
