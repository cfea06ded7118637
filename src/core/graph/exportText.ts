import type { GraphSnapshot, NoGraph } from '../../protocol/graph.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { latexDerivation } from '../explain/export/latexDerivation.ts';
import { isPytorchProblem, pytorchScript } from '../explain/export/pytorch/pytorchScript.ts';
import type { WholeData } from '../explain/export/pytorch/scriptHead.ts';
import { textOutline } from '../explain/export/textOutline.ts';
import { tikzPicture } from '../explain/export/tikzPicture.ts';
import { bookMeasure } from '../picture/measure.ts';
import { makePicture } from '../picture/picture.ts';
import { renderSvg, type SvgOptions } from '../picture/svgPicture.ts';
import { openAtFirst } from '../picture/visibleGraph.ts';
import { drawGraph, isDrawing } from './build/drawGraph.ts';
import type { GraphRequest } from './build/target.ts';
import { snapshotOf } from './snapshotOf.ts';

/** The computational graph of a cell, a selection or a def, as the panel gets it. */
export function buildGraph(evaluation: Evaluation, request: GraphRequest): GraphSnapshot | NoGraph {
  const drawn = drawGraph(evaluation, request);
  return isDrawing(drawn) ? snapshotOf(drawn) : drawn;
}

type TextFormat = 'svg' | 'latex' | 'tikz' | 'pytorch' | 'text';

interface ExportedText {
  readonly text: string;
  /** Written beside it: arrays that are too large for the text. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly notes: readonly string[];
}

/** A cell's graph, derivation or PyTorch script as text, or why there is none. `name` is the script's, without an ending. */
export function exportText(
  evaluation: Evaluation,
  cell: number,
  format: TextFormat,
  about: {
    readonly request: GraphRequest;
    readonly name: string;
    readonly svg?: Partial<SvgOptions>;
    readonly whole?: WholeData;
  },
): ExportedText | { readonly reason: string } {
  const plain = (text: string): ExportedText => ({ text, files: [], notes: [] });
  switch (format) {
    case 'latex':
      return plain(latexDerivation(evaluation, cell, { digits: about.request.digits }));
    case 'text':
      return plain(textOutline(evaluation, cell, about.request.digits));
    case 'pytorch': {
      const made = pytorchScript(evaluation, cell, about.name, about.whole);
      return isPytorchProblem(made)
        ? { reason: made.problem }
        : { text: made.script, files: made.files, notes: made.notes };
    }
    case 'svg':
    case 'tikz': {
      const snapshot = buildGraph(evaluation, about.request);
      if ('reason' in snapshot) return snapshot;
      const picture = makePicture(snapshot, { open: openAtFirst(snapshot), measure: bookMeasure });
      return plain(format === 'svg' ? renderSvg(picture, { theme: 'light', ...about.svg }) : tikzPicture(picture));
    }
  }
}
