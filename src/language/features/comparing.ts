/** One's own arrays beside the text, and the products that can be a gradient: pages of Markdown. */

import { showShape } from '../../core/base/show.ts';
import { nodeAtOffset } from '../../core/evaluate/places.ts';
import { findingPage } from '../../core/tutor/compare/findingPage.ts';
import { firstDisagreement } from '../../core/tutor/compare/firstDisagreement.ts';
import type { GivenArrays } from '../../core/tutor/compare/givenArray.ts';
import { productsUsing, type ShapeVerdict, shapeDetective } from '../../core/tutor/shapes/shapeDetective.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn } from '../document/hidden.ts';
import { isPaused } from '../document/pauses.ts';

/** The cell at an offset, or the nearest one that has an output. */
function cellNear(state: DocumentState, offset: number): number | undefined {
  const cell = state.cellAt(offset)?.index;
  const { cells } = state.evaluation;
  if (cell === undefined) return undefined;
  for (let i = cell; i < cells.length; i++) if (cells[i]?.own) return i;
  for (let i = cell; i >= 0; i--) if (cells[i]?.own) return i;
  return cell;
}

export function comparison(
  state: DocumentState,
  offset: number,
  { arrays, problems }: GivenArrays,
): { readonly markdown: string; readonly agrees: boolean } | null {
  const cell = cellNear(state, offset);
  if (cell === undefined || isPaused(state, cell)) return null;
  const finding = firstDisagreement(state.evaluation, cell, arrays);
  const agrees = finding.first === undefined && finding.compared.length > 0 && problems.length === 0;
  return { markdown: findingPage(finding, problems), agrees };
}

export function shapePage(state: DocumentState, offset: number): { readonly markdown: string } | null {
  const { evaluation } = state;
  const node = nodeAtOffset(evaluation, offset);
  const cell = cellNear(state, offset);
  if (node === undefined || cell === undefined || isPaused(state, cell)) return null;
  const hidden = hiddenIn(state);
  const found = productsUsing(evaluation, cell, node).flatMap(({ consumer, port, operand }) => {
    const tell = !hidden.gradient(operand) && !hidden.gradient(node);
    const verdict = shapeDetective(evaluation, cell, consumer, port, tell);
    return verdict ? [verdict] : [];
  });
  return found.length === 0 ? null : { markdown: found.map(written).join('\n\n') };
}

function written({ operand, operandShape, out, candidates, verdict, convention }: ShapeVerdict): string {
  const rows = candidates.map(({ text, shapes: [a, b], fits, right, reason }) => {
    const shapes = `${showShape(a)} · ${showShape(b)}`;
    const says = fits
      ? right === undefined
        ? 'fits'
        : right
          ? '**fits, and is the gradient**'
          : 'fits, other numbers'
      : reason;
    return `| ${fits ? text : `~~${text}~~`} | ${shapes} | ${says ?? ''} |`;
  });
  return [
    `# The gradient of ${operand} at ${out}`,
    '',
    `A gradient has the shape of its value: ${showShape(operandShape)}. Vectors count as one row on the left of a product, as one column on its right.`,
    '',
    '| product | shapes | |',
    '| --- | --- | --- |',
    ...rows,
    '',
    verdict,
    ...(convention === undefined ? [] : ['', convention]),
    '',
  ].join('\n');
}
