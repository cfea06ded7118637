/** Items in the formats that learning-management systems import. Sources of the formats: `test/reference/formats/README.md`. */
import { createHash } from 'node:crypto';
import { xmlText } from '../../core/base/quoting.ts';
import type { Item, Option } from '../../core/tutor/course/items.ts';
import { type Made, type Part, zipped } from '../writing.ts';
import type { ItemFormat } from './courseOptions.ts';

/** A question with its variants. */
export interface Bank {
  readonly title: string;
  readonly items: readonly Item[];
}

/** Canvas keeps four decimals of a typed number: smaller ones become 0 (text2qti #51). */
const CANVAS_LEAST = 1e-4;

/** Whether a system can ask for a number by typing; choosing works for every number. */
export const canBeTyped = (format: ItemFormat, item: Item): boolean => {
  const value = item.options[0]?.value ?? 0;
  return format === 'moodle' || format === 'prairielearn' || value === 0 || Math.abs(value) >= CANVAS_LEAST;
};

const idOf = (...parts: readonly string[]): string =>
  `i${createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 31)}`;

/** An item with an id, and its options in an order that tells nothing. */
interface Ready {
  readonly id: string;
  readonly title: string;
  readonly item: Item;
  readonly options: readonly (Option & { readonly id: string })[];
  readonly right: Option & { readonly id: string };
  readonly typed: boolean;
}

function readied(format: ItemFormat, banks: readonly Bank[]): readonly (readonly Ready[])[] {
  return banks.map(({ title, items }, at) =>
    items.flatMap((item, variant) =>
      [false, true].flatMap((typed): readonly Ready[] => {
        if (typed && !canBeTyped(format, item)) return [];
        const id = idOf(title, String(at), item.question, String(variant), String(typed), item.given.join('\n'));
        const all = item.options.map((option) => ({ ...option, id: idOf(id, option.text) }));
        const [right] = all;
        if (right === undefined) return [];
        const options = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        return [
          {
            id,
            title: `${title} ${item.question} ${variant + 1}${typed ? ' (number)' : ''}`,
            item,
            options,
            right,
            typed,
          },
        ];
      }),
    ),
  );
}

export function itemFiles(format: ItemFormat, name: string, banks: readonly Bank[], out: string): readonly Made[] {
  const ready = readied(format, banks);
  switch (format) {
    case 'moodle':
      return [{ file: out, content: moodle(name, ready.flat()) }];
    case 'qti12':
      return [{ file: out, content: zipped(qti12(name, ready)) }];
    case 'qti21':
      return [{ file: out, content: zipped(qti21(ready.flat())) }];
    case 'prairielearn':
      return ready
        .flat()
        .flatMap((one) => prairielearn(name, one).map(({ file, content }) => ({ file: `${out}/${file}`, content })));
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

const asked = ({ item: { question }, typed }: Ready): string =>
  question.startsWith('grad')
    ? `What is ${question}, the gradient of the output with respect to ${question.slice('grad('.length, question.lastIndexOf(')'))}?${typed ? ' Type a number.' : ''}`
    : `What is ${question}?${typed ? ' Type a number.' : ''}`;

/** HTML, which these formats carry as escaped text. */
const prompt = (one: Ready): string => `<pre>${xmlText(one.item.given.join('\n'))}</pre><p>${xmlText(asked(one))}</p>`;

const plain = (value: number): string => String(value);
/** The nearest and the farthest number that count. */
const range = ({ item: { tolerance } }: Ready, value: number): readonly [string, string] => [
  plain(value - tolerance),
  plain(value + tolerance),
];

// ── Moodle XML

function moodle(name: string, all: readonly Ready[]): string {
  const questions = all.map((one) => {
    const head = `<name><text>${xmlText(one.title)}</text></name><questiontext format="html"><text>${xmlText(prompt(one))}</text></questiontext><generalfeedback format="html"><text></text></generalfeedback><defaultgrade>${one.item.points}</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>`;
    const feedback = ({ explanation }: Option): string =>
      `<feedback format="html"><text>${xmlText(xmlText(explanation))}</text></feedback>`;
    const answers = one.options
      .map((option) => {
        const fraction = option.mistake === undefined ? 100 : 0;
        return one.typed
          ? `<answer fraction="${fraction}" format="moodle_auto_format"><text>${plain(option.value)}</text>${feedback(option)}<tolerance>${plain(one.item.tolerance)}</tolerance></answer>`
          : `<answer fraction="${fraction}" format="html"><text>${xmlText(xmlText(option.text))}</text>${feedback(option)}</answer>`;
      })
      .join('');
    return one.typed
      ? `<question type="numerical">${head}${answers}</question>`
      : `<question type="multichoice">${head}<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>${answers}</question>`;
  });
  return `${XML}<quiz>\n<question type="category"><category><text>$course$/${xmlText(name)}</text></category></question>\n${questions.join('\n')}\n</quiz>\n`;
}

// ── QTI 1.2, as Canvas and others read it

const FIELD = (label: string, entry: string): string =>
  `<qtimetadatafield><fieldlabel>${label}</fieldlabel><fieldentry>${xmlText(entry)}</fieldentry></qtimetadatafield>`;
const mattext = (html: string): string =>
  `<material><mattext texttype="text/html">${xmlText(html)}</mattext></material>`;

function qti12(name: string, banks: readonly (readonly Ready[])[]): readonly Part[] {
  const id = idOf('assessment', name);
  const sections = banks.map(
    (bank, i) =>
      `<section ident="${idOf(id, String(i))}" title="${xmlText(bank[0]?.title ?? '')}"><selection_ordering><selection><selection_number>1</selection_number></selection></selection_ordering>\n${bank.map(qti12Item).join('\n')}\n</section>`,
  );
  return [
    { path: 'imsmanifest.xml', content: manifest(id, 'imsqti_xmlv1p2', [[id, `${id}/${id}.xml`]]) },
    {
      path: `${id}/${id}.xml`,
      content: `${XML}<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">\n<assessment ident="${id}" title="${xmlText(name)}"><qtimetadata>${FIELD('cc_maxattempts', '1')}</qtimetadata>\n<section ident="root_section">\n${sections.join('\n')}\n</section></assessment>\n</questestinterop>\n`,
    },
  ];
}

function qti12Item(one: Ready): string {
  const { id, title, item, options, right, typed } = one;
  const type = typed ? 'numerical_question' : 'multiple_choice_question';
  const interaction = typed
    ? '<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal"><response_label ident="answer1"/></render_fib></response_str>'
    : `<response_lid ident="response1" rcardinality="Single"><render_choice>${options
        .map((option) => `<response_label ident="${option.id}">${mattext(xmlText(option.text))}</response_label>`)
        .join('')}</render_choice></response_lid>`;
  const condition = (option: Option & { readonly id: string }): string => {
    if (!typed) return `<varequal respident="response1">${option.id}</varequal>`;
    const [least, most] = range(one, option.value);
    return `<or><varequal respident="response1">${plain(option.value)}</varequal><and><vargte respident="response1">${least}</vargte><varlte respident="response1">${most}</varlte></and></or>`;
  };
  const conditions = options.map(
    (option) =>
      `<respcondition continue="${option === right ? 'No' : 'Yes'}"><conditionvar>${condition(option)}</conditionvar>${option === right ? '<setvar action="Set" varname="SCORE">100</setvar>' : ''}<displayfeedback feedbacktype="Response" linkrefid="${option.id}_fb"/></respcondition>`,
  );
  const feedback = options.map(
    (option) =>
      `<itemfeedback ident="${option.id}_fb"><flow_mat>${mattext(xmlText(option.explanation))}</flow_mat></itemfeedback>`,
  );
  return `<item ident="${id}" title="${xmlText(title)}"><itemmetadata><qtimetadata>${FIELD('question_type', type)}${FIELD('points_possible', String(item.points))}</qtimetadata></itemmetadata><presentation>${mattext(prompt(one))}${interaction}</presentation><resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>${conditions.join('')}</resprocessing>${feedback.join('')}</item>`;
}

function manifest(id: string, type: string, resources: readonly (readonly [id: string, file: string])[]): string {
  const list = resources.map(
    ([resource, file]) =>
      `<resource identifier="${resource}" type="${type}" href="${file}"><file href="${file}"/></resource>`,
  );
  return `${XML}<manifest identifier="${id}_manifest" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata><organizations/><resources>${list.join('')}</resources></manifest>\n`;
}

// ── QTI 2.1

function qti21(all: readonly Ready[]): readonly Part[] {
  const files = all.map((one) => [one.id, `${one.id}.xml`] as const);
  return [
    { path: 'imsmanifest.xml', content: manifest(idOf('package'), 'imsqti_item_xmlv2p1', files) },
    ...all.map((one) => ({ path: `${one.id}.xml`, content: qti21Item(one) })),
  ];
}

function qti21Item(one: Ready): string {
  const { id, title, item, options, right, typed } = one;
  const value = typed ? plain(right.value) : right.id;
  const declarations = `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="${typed ? 'float' : 'identifier'}"><correctResponse><value>${value}</value></correctResponse></responseDeclaration><outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration><outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>`;
  const given = `<pre>${xmlText(item.given.join('\n'))}</pre>`;
  const body = typed
    ? `${given}<p>${xmlText(asked(one))} <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="12"/></p>`
    : `${given}<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>${xmlText(asked(one))}</prompt>${options
        .map((option) => `<simpleChoice identifier="${option.id}">${xmlText(option.text)}</simpleChoice>`)
        .join('')}</choiceInteraction>`;
  const isIt = (option: Option & { readonly id: string }): string =>
    typed
      ? `<equal toleranceMode="absolute" tolerance="${plain(item.tolerance)} ${plain(item.tolerance)}"><variable identifier="RESPONSE"/><baseValue baseType="float">${plain(option.value)}</baseValue></equal>`
      : `<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">${option.id}</baseValue></match>`;
  const branches = [right, ...options.filter((option) => option !== right)].map((option, i) => {
    const tag = i === 0 ? 'responseIf' : 'responseElseIf';
    const score =
      option === right
        ? `<setOutcomeValue identifier="SCORE"><baseValue baseType="float">${item.points}</baseValue></setOutcomeValue>`
        : '';
    return `<${tag}>${isIt(option)}${score}<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">${option.id}_fb</baseValue></setOutcomeValue></${tag}>`;
  });
  const feedback = options.map(
    (option) =>
      `<modalFeedback outcomeIdentifier="FEEDBACK" identifier="${option.id}_fb" showHide="show">${xmlText(option.explanation)}</modalFeedback>`,
  );
  return `${XML}<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="${id}" title="${xmlText(title)}" adaptive="false" timeDependent="false">${declarations}<itemBody>${body}</itemBody><responseProcessing><responseCondition>${branches.join('')}</responseCondition></responseProcessing>${feedback.join('')}</assessmentItem>\n`;
}

// ── PrairieLearn

/** A version-5 look-alike from a hash: the same item has the same one. */
const uuidOf = (id: string): string => {
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Mustache would take doubled braces for its own. */
const html = (text: string): string => xmlText(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;');

function prairielearn(name: string, one: Ready): readonly Made[] {
  const { id, title, item, options, right, typed } = one;
  const info = { uuid: uuidOf(id), title, topic: name, tags: ['backpropagation'], type: 'v3' };
  const answers = typed
    ? `<pl-number-input answers-name="answer" correct-answer="${plain(right.value)}" comparison="relabs" rtol="0" atol="${plain(item.tolerance)}" allow-blank="false" label="${html(item.question)} ="></pl-number-input>`
    : `<pl-multiple-choice answers-name="answer">\n${options
        .map(
          (option) =>
            `  <pl-answer correct="${option === right}" feedback="${html(option.explanation)}">${html(option.text)}</pl-answer>`,
        )
        .join('\n')}\n</pl-multiple-choice>`;
  return [
    { file: `${id}/info.json`, content: `${JSON.stringify(info, null, 2)}\n` },
    {
      file: `${id}/question.html`,
      content: `<pl-question-panel>\n<pre>${html(item.given.join('\n'))}</pre>\n<p>${html(asked(one))}</p>\n</pl-question-panel>\n${answers}\n`,
    },
  ];
}
