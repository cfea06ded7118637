import { gatePicture } from '../../core/explain/hover/gatePicture.ts';
import type { Hover, ValueHover } from '../../core/explain/hover/hover.ts';
import type { MarkdownExtras, MarkdownPicture } from '../../core/explain/hover/hoverMarkdown.ts';
import type { HoverTheme } from '../../core/explain/hover/hoverTheme.ts';
import { dataUri, type FormulaPicture, formulaSvg } from './formulaSvg.ts';

/** Together with the text they must stay under what the editor shows of a hover. */
const MOST_TOGETHER = 80_000;

/** The pictures of a hover: its formulas typeset, and its gate with the wires. */
export function hoverPictures(hover: Hover, theme: HoverTheme): MarkdownExtras {
  if (hover.kind === 'page') {
    const formulas = [...(hover.formula ? [hover.formula.tex] : []), ...hover.rules.map((rule) => rule.tex)];
    const plain = [hover.formula?.plain ?? '', ...hover.rules.map((rule) => rule.plain)];
    return { formulas: typeset(formulas, plain, theme) };
  }
  const formulas = valueFormulas(hover, theme);
  const gate = gatePicture(hover, theme);
  if (gate === undefined) return { formulas };
  const { svg, width, height, alt } = gate;
  const uri = dataUri(svg);
  return (formulas?.uri.length ?? 0) + uri.length > MOST_TOGETHER
    ? { formulas }
    : { formulas, gate: { uri, width, height, alt } };
}

/** With all numbers where there is room, else in symbols alone. */
function valueFormulas({ forward, title, chain }: ValueHover, theme: HoverTheme): MarkdownExtras['formulas'] {
  const lines = [forward, ...(chain?.lines ?? [])];
  // A bare literal has nothing to typeset.
  if (lines.length === 1 && forward.plain === title) return undefined;
  const plain = lines.map((line) => line.plain);
  const full = formulaSvg(
    lines.map((line) => line.tex),
    theme,
  );
  if (full?.leftOut === 0) return { ...pictureOf(full, plain), whole: true };
  const short = chain ? formulaSvg([forward.tex, ...chain.short.map((line) => line.tex)], theme) : undefined;
  const better = short && (full === undefined || short.leftOut < full.leftOut) ? short : full;
  return better && pictureOf(better, plain);
}

function typeset(
  formulas: readonly string[],
  plain: readonly string[],
  theme: HoverTheme,
): MarkdownPicture | undefined {
  const picture = formulas.length === 0 ? undefined : formulaSvg(formulas, theme);
  return picture && pictureOf(picture, plain);
}

const pictureOf = (
  { uri, width, height }: Pick<FormulaPicture, 'uri' | 'width' | 'height'>,
  plain: readonly string[],
): MarkdownPicture => ({
  uri,
  width,
  height,
  alt: plain
    .filter((line) => line !== '')
    .join('; ')
    .slice(0, 500),
});
