/** What a word of the language means: a page for each gate, maker, role, data set, option and statement's word. */

import { showExact } from '../../base/show.ts';
import type { Span } from '../../base/span.ts';
import { signatureOf } from '../../evaluate/calls/calls.ts';
import type { Example, Gate } from '../../gates/gate.ts';
import type { DataSet } from '../../makers/dataSet.ts';
import type { Maker } from '../../makers/maker.ts';
import { trainOptions } from '../../semantics/trainOptions.ts';
import { rulesOf } from '../formula/applied.ts';
import { fillWords, parsedFormula } from '../formula/formula.ts';
import { nestedText } from '../formula/nestedText.ts';
import { piece } from '../formula/piece.ts';
import { plainOf } from '../formula/plain.ts';
import { texName, texOf } from '../formula/tex.ts';
import { fillTemplate } from '../formula/texTemplate.ts';
import type { Written } from '../formula/written.ts';
import type { PageHover } from './hoverContract.ts';

export type Page = Omit<PageHover, 'span' | 'kind' | 'node'>;

const EMPTY: Page = {
  signature: '',
  summary: '',
  formula: undefined,
  rules: [],
  pattern: undefined,
  insight: '',
  shapes: '',
  example: '',
  facts: [],
};

export const pageHover = (page: Page, span: Span): PageHover => ({ kind: 'page', node: undefined, span, ...page });

export function gatePage(gate: Gate): Page {
  const { prose, spelling } = gate;
  const [a = 'a', b = 'b'] = gate.params;
  const signature =
    spelling.kind === 'call'
      ? signatureOf(gate, spelling.name)
      : spelling.kind === 'infix'
        ? `${a} ${spelling.operator} ${b}`
        : spelling.kind === 'prefix'
          ? `-${a}`
          : spelling.kind === 'transpose'
            ? `${a}.T`
            : spelling.kind === 'pick'
              ? `${a}[${b}, …]`
              : gate.name;
  const rules = rulesOf(gate)
    .filter(({ rule }) => rule !== '')
    .map(({ param, rule }): Written => {
      const expression = parsedFormula(rule);
      return { plain: `d${param} = ${plainOf(expression)}`, tex: `d${texName(param)} = ${texOf(expression)}` };
    });
  return {
    ...EMPTY,
    signature,
    summary: fillWords(prose.summary, gate, gate.params),
    formula: formulaOf(gate),
    rules,
    pattern: gate.pattern,
    insight: fillWords(prose.insight, gate, gate.params),
    shapes: prose.shapes,
    example: exampleOf(gate, gate.examples[0]),
    facts: gate.options.map((option) => ({
      name: option.name,
      initial: option.initial === undefined ? '' : String(option.initial),
      meaning: sentence(`${option.kind}: ${option.meaning}`),
    })),
  };
}

function formulaOf(gate: Gate): Written {
  const options = new Map(gate.options.map((option) => [option.name, texName(option.name)]));
  const tex = fillTemplate(
    gate,
    gate.params.map((param) => piece(texName(param))),
    options,
  ).text;
  return { plain: gate.expansion ? plainOf(parsedFormula(gate.expansion)) : '', tex };
}

function exampleOf(gate: Gate, example: Example | undefined): string {
  if (example === undefined) return '';
  const inputs = example.inputs.map(nestedText);
  const { spelling } = gate;
  const call =
    spelling.kind === 'infix'
      ? inputs.join(` ${spelling.operator} `)
      : spelling.kind === 'prefix'
        ? `-${inputs[0]}`
        : spelling.kind === 'transpose'
          ? `${inputs[0]}.T`
          : `${spelling.kind === 'call' ? spelling.name : gate.name}(${[...inputs, ...Object.entries(example.options ?? {}).map(([name, value]) => `${name}=${String(value)}`)].join(', ')})`;
  const gradients = gate.params.flatMap((param, i) => {
    const gradient = example.gradients[i];
    return gate.differentiable[i] && gradient !== undefined ? [`d${param} = ${nestedText(gradient)}`] : [];
  });
  return `${call} gives ${nestedText(example.out)}${gradients.length === 0 ? '' : `; for an upstream of 1: ${gradients.join(', ')}`}`;
}

export const makerPage = (maker: Maker): Page => ({
  ...EMPTY,
  signature: maker.signature,
  summary: `${maker.prose.summary} Nothing flows back through it.`,
  example: `${maker.example.text} has shape (${maker.example.shape.join(', ')})`,
  facts: maker.options.map((option) => ({ ...option, meaning: sentence(option.meaning) })),
});

export const dataSetPage = (set: DataSet): Page => ({
  ...EMPTY,
  signature: `${set.parts.map((part) => part.name).join(', ')} = ${set.name}(${set.options
    .map((option) =>
      option.initial === undefined
        ? option.required
          ? option.name
          : `${option.name}=`
        : `${option.name}=${initialText(option.initial)}`,
    )
    .join(', ')})`,
  summary: set.prose.summary,
  example: set.prose.example,
  facts: set.options.map((option) => ({
    name: option.name,
    initial: option.initial === undefined ? (option.required ? 'required' : '') : initialText(option.initial),
    meaning: sentence(option.meaning),
  })),
});

const initialText = (value: number | string): string => (typeof value === 'string' ? `"${value}"` : showExact(value));

const trainPage: Page = {
  ...EMPTY,
  signature: 'train(loss, lr=…, momentum=0, …)',
  summary:
    'Declares a training run: the loss is minimised over every param(…) that it depends on. It runs only when asked to.',
  formula: {
    plain: 'v ← dW + β·v;  W ← W − lr·v',
    tex: 'v \\leftarrow dW + \\beta v, \\qquad W \\leftarrow W - \\mathrm{lr} \\cdot v',
  },
  facts: trainOptions.map(({ name, initial, meaning }) => ({ name, initial, meaning: sentence(meaning) })),
};

/** An option of `train`. */
export function trainOptionPage(name: string): Page | undefined {
  const option = trainOptions.find((one) => one.name === name);
  if (option === undefined) return undefined;
  const initial = option.initial === 'required' ? 'Required.' : `Default: ${option.initial}.`;
  return optionPage('train', option.name, '', `${option.meaning} Takes ${option.takes}. ${initial}`);
}

export const optionPage = (callee: string, name: string, initial: string, meaning: string): Page => ({
  ...EMPTY,
  signature: initial === '' ? `${callee}(…, ${name}=)` : `${callee}(…, ${name}=${initial})`,
  summary: sentence(meaning),
});

export const wordPage = (signature: string, summary: string, example = ''): Page => ({
  ...EMPTY,
  signature,
  summary,
  example,
});

/** The words that statements begin with. */
export const statementPages: ReadonlyMap<string, Page> = new Map([
  [
    'def',
    wordPage(
      'def name(a, b) = …',
      'A function of one expression. A call of it is one box in the graph, which opens into its gates.',
      'def neuron(w, x, b) = sigmoid(dot(w, x) + b)',
    ),
  ],
  [
    'backward',
    wordPage(
      'backward(f)',
      'Makes f the output of this cell: the quantity that the cell’s gradients are of. Below it, grad(x) is ∂f/∂x as a constant.',
      'backward(loss)',
    ),
  ],
  [
    'grad',
    wordPage(
      'grad(x) = ?',
      'Asks for ∂(output)/∂x. Replace the ? by a number, a list, or a formula in the names above.',
      'grad(z) = q',
    ),
  ],
  [
    'value',
    wordPage(
      'value(q) = ?',
      'Asks for a forward value. Replace the ? by a number, a list, or a formula in the names above.',
      'value(q) = 3',
    ),
  ],
  ['train', trainPage],
]);

function sentence(text: string): string {
  // A symbol such as β stays what it is.
  return `${text.replace(/^[a-z]/, (letter) => letter.toUpperCase())}${/[.?!]$/.test(text) ? '' : '.'}`;
}
