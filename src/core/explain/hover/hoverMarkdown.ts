/**
 * A hover as Markdown that the editor allows: tables, code, `<details>`, images; no SVG, no mathematics of its own. A
 * line of text comes first; what a picture shows is also said in words.
 */
import {
  markdownAddress,
  markdownCell,
  markdownCode,
  markdownFence,
  markdownText,
  xmlText,
} from '../../base/quoting.ts';
import { showShape } from '../../base/show.ts';
import { LONGEST_ON_WIRE } from './gatePicture.ts';
import type { GradientStory, Hover, PageHover, Quantity, ValueHover } from './hoverContract.ts';

export interface MarkdownPicture {
  /** A data URI. */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

export interface MarkdownExtras {
  /** The formulas, typeset; `whole`: with every number of them. */
  readonly formulas?: (MarkdownPicture & { readonly whole?: boolean }) | undefined;
  /** The gate with its wires. */
  readonly gate?: MarkdownPicture | undefined;
  /** Links, such as one that opens the graph; `uri` is percent-encoded. */
  readonly links?: readonly { readonly title: string; readonly uri: string }[];
}

/** Longer hovers are cut by the editor, in the middle of whatever stands there. */
const MOST_CHARACTERS = 100_000;
const MOST_LINES = 16;
/** Between parts of a line, where a dot would read as a product; the second blank is one where the line may break. */
const WIDE_GAP = '&emsp; ';

export function hoverMarkdown(hover: Hover, extras: MarkdownExtras = {}): string {
  const parts = hover.kind === 'page' ? pageParts(hover, extras) : valueParts(hover, extras);
  return joined(parts).slice(0, MOST_CHARACTERS);
}

/**
 * The editor shows the first 250 pixels of a hover, and the rest scrolls: what it is and the links come first, then the picture
 * beside the formula, one sentence, and everything longer is folded. A number that the picture shows is not written again.
 */
function valueParts(hover: ValueHover, extras: MarkdownExtras): readonly string[] {
  const { formulas, gate: gatePicture } = extras;
  const { value, gradient, gate, entry, shape, axes, jacobian } = hover;
  const names = axes === undefined ? '' : ` ${markdownText(namesOfAxes(axes))}`;
  const kind = gate
    ? `${markdownText(gate.name)} gate${gate.pattern ? `, *${gate.pattern}*` : ''}`
    : markdownText(hover.role);
  const head = [boldText(hover.title), kind, shape.length === 0 ? '' : `${showShape(shape)}${names}`, linksOf(extras)];
  const drawn = (gatePicture !== undefined || formulas?.whole === true) && value !== undefined;
  const fits = formulas?.whole ? () => true : isShort;
  const quantities = [
    entry
      ? `${markdownText(entry.name)} = ${markdownCode(entry.value)}${entry.gradient === '' ? '' : `${WIDE_GAP}${markdownCode(entry.gradient)}`}`
      : '',
    drawn && value.facts === '' && fits(value.short)
      ? ''
      : value === undefined
        ? 'value hidden until you answer'
        : `value ${shortOrFacts(value)}`,
    gradient === undefined || (drawn && isPlainNumber(gradient) && fits(gradient.quantity.short))
      ? ''
      : gradientText(gradient, names),
  ];
  const lines = linesOf(hover);
  return [
    head.filter((part) => part !== '').join(WIDE_GAP),
    // Two blanks at the end of a line break it.
    quantities.filter((part) => part !== '').join('  \n'),
    // Side by side where the hover is wide enough.
    [gatePicture, formulas].flatMap((picture) => (picture ? [image(picture)] : [])).join(WIDE_GAP),
    formulas ? '' : markdownFence(lines),
    jacobian
      ? `${markdownText(jacobian.name)}, row by row, one for each entry of the value:\n\n${markdownFence(jacobian.rows)}`
      : '',
    sentencesOf(hover),
    textOf(formulas ? lines : [], exactLines(hover)),
    ...(hover.page ? [foldedPage(hover.page)] : []),
  ];
}

/** The gate's role argued from its numbers, or in words where there are none; then what is special here. The head has named the role. */
function sentencesOf({ gate, remarks, page }: ValueHover): string {
  const chip = gate?.pattern === undefined ? gate?.chip : withoutName(gate.chip, gate.pattern);
  const role = chip ?? (page || remarks.length > 0 ? undefined : gate?.insight);
  return [...(role ? [role] : []), ...remarks]
    .map(
      (words) =>
        `${markdownText(words).replace(/^\p{Ll}(?=\p{Ll})/u, (letter) => letter.toUpperCase())}${/[.!?…]$/.test(words) ? '' : '.'}`,
    )
    .join(' ');
}

/** `Distributor: x and y …` below *gradient distributor* needs its name no second time. */
function withoutName(chip: string | undefined, pattern: string): string | undefined {
  const end = chip?.indexOf(': ') ?? -1;
  return chip !== undefined && end > 0 && pattern.endsWith(chip.slice(0, end).toLowerCase())
    ? chip.slice(end + 2)
    : chip;
}

/** Not as code, which the editor indents: every line of a hover begins at the same edge. */
const boldText = (text: string): string => `**${markdownText(text)}**`;

const linksOf = ({ links = [] }: MarkdownExtras): string =>
  links.map(({ title, uri }) => `[${markdownText(title)}](${markdownAddress(uri)})`).join(WIDE_GAP);

/** As long as the picture of a gate writes it in full. */
const isShort = (text: string): boolean => text.length <= LONGEST_ON_WIRE;

const isPlainNumber = (gradient: GradientStory): gradient is GradientStory & { readonly state: 'number' } =>
  gradient.state === 'number' && gradient.quantity.facts === '';

/** The function of a call, below what the call has computed. */
function foldedPage(page: PageHover): string {
  const parts = joined(pageParts({ ...page, signature: '' }));
  return `<details><summary>About ${xmlText(page.signature)}</summary>\n\n${parts}\n\n</details>`;
}

/** What the pictures show, for reading aloud and for copying. */
const textOf = (lines: readonly string[], exact: readonly string[]): string =>
  details(exact.length === 0 ? 'As text' : lines.length === 0 ? 'Every digit' : 'As text, with every digit', [
    ...lines,
    ...exact,
  ]);

const linesOf = ({ forward, chain }: ValueHover): readonly string[] => [
  forward.plain,
  ...(chain?.lines.map((line) => line.plain) ?? []).slice(0, MOST_LINES),
];

/** `(batch, in)`, and `(batch,)` of a vector. */
const namesOfAxes = (axes: readonly string[]): string => `(${axes.join(', ')}${axes.length === 1 ? ',' : ''})`;

function gradientText(gradient: GradientStory, names: string): string {
  const name = markdownText(gradient.name);
  switch (gradient.state) {
    case 'number':
      return `${name}${names}${gradient.quantity.facts === '' ? ' =' : ''} ${shortOrFacts(gradient.quantity)}`;
    case 'zero':
      return `${name} = ${markdownCode('0')}: ${markdownText(gradient.reason)}`;
    case 'none':
      return `${name}: ${markdownText(gradient.reason)}`;
    case 'hidden':
      return `${name} hidden until you answer`;
  }
}

function exactLines({ value, gradient }: ValueHover): readonly string[] {
  const lines: string[] = [];
  if (value && value.exact !== value.short) lines.push('value', value.exact);
  if (gradient?.state === 'number' && gradient.quantity.exact !== gradient.quantity.short)
    lines.push(gradient.name, gradient.quantity.exact);
  return lines;
}

function pageParts(page: PageHover, extras: MarkdownExtras = {}): readonly string[] {
  const { formulas } = extras;
  const facts = page.facts.map(({ name, initial, meaning }): readonly [string, string] => [
    markdownCode(name),
    markdownText(meaning) + defaultText(initial),
  ]);
  const rules = [
    ...(page.formula && page.formula.plain !== '' ? [page.formula.plain] : []),
    ...page.rules.map((rule) => rule.plain),
  ];
  return [
    [
      page.signature === '' ? '' : boldText(page.signature),
      page.pattern ? `*${markdownText(page.pattern)}*` : '',
      linksOf(extras),
    ]
      .filter((part) => part !== '')
      .join(WIDE_GAP),
    markdownText(page.summary),
    formulas ? image(formulas) : markdownFence(rules),
    formulas ? details('As text', rules) : '',
    markdownText(page.insight),
    page.shapes === '' ? '' : `Shapes: ${markdownText(page.shapes)}`,
    page.example === '' ? '' : `Example: ${markdownCode(page.example)}`,
    table(facts),
  ];
}

const defaultText = (initial: string): string =>
  initial === '' ? '' : initial === 'required' ? ' Required.' : ` Default: ${markdownText(initial)}.`;

/** Of a large tensor the facts: its shape is in the head. */
const shortOrFacts = ({ short, facts }: Quantity): string => (facts === '' ? markdownCode(short) : markdownText(facts));

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

const table = (rows: readonly (readonly [string, string])[]): string =>
  rows.length === 0
    ? ''
    : ['| | |', '|---|---|', ...rows.map(([left, right]) => `| ${markdownCell(left)} | ${markdownCell(right)} |`)].join(
        '\n',
      );

const details = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<details><summary>${xmlText(title)}</summary>\n\n${markdownFence(lines)}\n\n</details>`;

const image = ({ uri, width, height, alt }: MarkdownPicture): string =>
  `![${markdownText(alt.replaceAll(/[[\]]/g, ''))}](${markdownAddress(uri)}|width=${Math.ceil(width)},height=${Math.ceil(height)})`;
