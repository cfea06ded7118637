import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Bank, canBeTyped, itemFiles } from '../../../src/cli/course/itemFiles.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { type Item, itemsOf } from '../../../src/core/tutor/course/items.ts';
import { isRight } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { elementsNamed, readXml, type XmlElement } from '../../support/publishedFormats.ts';

const evaluated = (text: string) => evaluateDocument(parseDocument(text), plainSurroundings);

const SHEET = `# %% [practice] Gates <&> "more"
a = 3; b = 7
c = a * b
d = c + a
e = d * 5
grad(b) = ?
grad(a) = ?

# %% [practice] Neuron
w = 0.5; s = 3
p = sigmoid(w * s)
k = p * 4
grad(w) = ?
grad(s) = ?
`;
const { items } = itemsOf(evaluated(SHEET));
const banks: readonly Bank[] = items.map((item) => ({ title: item.cell, items: [item] }));
const textOf = (format: Parameters<typeof itemFiles>[0]): string => {
  const [file] = itemFiles(format, 'Home "work"', banks, 'out');
  return typeof file?.content === 'string' ? file.content : '';
};
const zipOf = (format: Parameters<typeof itemFiles>[0]): Readonly<Record<string, string>> => {
  const [file] = itemFiles(format, 'Home "work"', banks, 'out.zip');
  if (file === undefined || typeof file.content === 'string') throw new Error('no zip');
  return Object.fromEntries(Object.entries(unzipSync(file.content)).map(([name, bytes]) => [name, strFromU8(bytes)]));
};
/** Text that an attribute or element holds as HTML. */
const words = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('items', () => {
  test('have the right number first, then numbers of mistakes, each with its explanation', () => {
    expect(items.length).toBeGreaterThan(1);
    for (const { options, tolerance } of items) {
      expect(options[0]?.mistake).toBeUndefined();
      expect(new Set(options.map(({ text }) => text)).size).toBe(options.length);
      for (const { mistake, explanation, value } of options.slice(1)) {
        expect(mistake).toBeDefined();
        expect(explanation).toMatch(/^It looks as if .+: .+\.$/);
        expect(Math.abs(value - (options[0]?.value ?? 0))).toBeGreaterThan(tolerance);
      }
    }
  });

  test('are refused where two mistakes give one number, where one entry is not asked for, and where nothing can go wrong', () => {
    const reasons = (text: string): string =>
      itemsOf(evaluated(text))
        .refused.map(({ reason }) => reason)
        .join('; ');
    expect(reasons('# %% [practice]\nx = 2; y = 2\nf = x * y\ngrad(x) = ?\n')).toMatch(
      /two mistakes give|wrong number here/,
    );
    expect(reasons('# %% [practice]\nx = -2; y = 2; z = -2\nq = x + y\nf = q * z\ngrad(x) = ?\n')).toContain(
      'two mistakes give',
    );
    expect(reasons('# %% [practice]\nw = [1, 2]\nf = sum(w * w)\ngrad(w) = ?\n')).toContain('more than one number');
    expect(reasons('# %% [practice]\nx = 1\nf = x + 2\ngrad(f) = ?\n')).toContain('wrong number here');
  });

  test('with a number too small for Canvas are not typed there', () => {
    const [item] = items;
    if (item === undefined) throw new Error('no item');
    const small: Item = {
      ...item,
      options: item.options.map((option, i) => (i === 0 ? { ...option, value: 1.9e-12 } : option)),
    };
    expect([canBeTyped('qti12', small), canBeTyped('moodle', small), canBeTyped('qti12', item)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

interface Read {
  readonly prompt: string;
  readonly right: string | number;
  readonly options: readonly { readonly text: string; readonly feedback: string }[];
  readonly typed: boolean;
}

const inner = (element: XmlElement): string => element.text + element.children.map(inner).join('');
const one = (element: XmlElement, name: string): XmlElement => {
  const [found] = elementsNamed(element, name);
  if (found === undefined) throw new Error(`no <${name}> in <${element.name}>`);
  return found;
};

/** QTI 1.2: the response that sets SCORE to 100 is right; feedback is linked by the response's condition. */
function readQti12(files: Readonly<Record<string, string>>): readonly Read[] {
  const manifest = readXml(files['imsmanifest.xml'] ?? '');
  const href = one(manifest, 'file').attributes.href ?? '';
  return elementsNamed(readXml(files[href] ?? ''), 'item').map((item) => {
    const type = elementsNamed(item, 'qtimetadatafield').find(
      (field) => one(field, 'fieldlabel').text === 'question_type',
    );
    const typed = type !== undefined && one(type, 'fieldentry').text === 'numerical_question';
    const labels = new Map(
      elementsNamed(item, 'response_label').map((label) => [label.attributes.ident, words(inner(label))]),
    );
    const feedback = new Map(
      elementsNamed(item, 'itemfeedback').map((said) => [said.attributes.ident, words(inner(said))]),
    );
    const conditions = elementsNamed(item, 'respcondition');
    const scored = conditions.find((condition) =>
      elementsNamed(condition, 'setvar').some(({ text }) => text === '100'),
    );
    const answerOf = (condition: XmlElement): string => one(condition, 'varequal').text;
    const shown = (condition: XmlElement): string =>
      typed ? answerOf(condition) : (labels.get(answerOf(condition)) ?? '');
    if (scored === undefined) throw new Error('no right response');
    return {
      prompt: words(one(one(item, 'presentation'), 'mattext').text),
      right: typed ? Number(answerOf(scored)) : shown(scored),
      options: conditions.map((condition) => ({
        text: shown(condition),
        feedback: feedback.get(one(condition, 'displayfeedback').attributes.linkrefid) ?? '',
      })),
      typed,
    };
  });
}

/** QTI 2.1: each resource of the manifest is one assessmentItem; `correctResponse` names the right one. */
function readQti21(files: Readonly<Record<string, string>>): readonly Read[] {
  return elementsNamed(readXml(files['imsmanifest.xml'] ?? ''), 'resource').map(({ attributes }) => {
    expect(attributes.type).toBe('imsqti_item_xmlv2p1');
    const item = readXml(files[attributes.href ?? ''] ?? '');
    expect(item.attributes).toMatchObject({ adaptive: 'false', timeDependent: 'false' });
    const typed = elementsNamed(item, 'textEntryInteraction').length === 1;
    const correct = one(one(item, 'correctResponse'), 'value').text;
    const choices = new Map(
      elementsNamed(item, 'simpleChoice').map((choice) => [choice.attributes.identifier, choice.text]),
    );
    const branches = [...elementsNamed(item, 'responseIf'), ...elementsNamed(item, 'responseElseIf')];
    const feedback = new Map(
      elementsNamed(item, 'modalFeedback').map((said) => [said.attributes.identifier, said.text]),
    );
    const scored = branches.filter((branch) =>
      elementsNamed(branch, 'setOutcomeValue').some(({ attributes: { identifier } }) => identifier === 'SCORE'),
    );
    expect(scored.length).toBe(1);
    const valuesIn = (branch: XmlElement): readonly string[] =>
      elementsNamed(branch, 'baseValue').map(({ text }) => text);
    expect(scored[0] && valuesIn(scored[0])[0]).toBe(correct);
    return {
      prompt: inner(one(item, 'itemBody')),
      right: typed ? Number(correct) : (choices.get(correct) ?? ''),
      options: branches.map((branch) => {
        const values = valuesIn(branch);
        return {
          text: typed ? (values[0] ?? '') : (choices.get(values[0]) ?? ''),
          feedback: feedback.get(values.at(-1)) ?? '',
        };
      }),
      typed,
    };
  });
}

function readMoodle(text: string): readonly Read[] {
  return elementsNamed(readXml(text), 'question')
    .filter(({ attributes }) => attributes.type !== 'category')
    .map((question) => {
      const typed = question.attributes.type === 'numerical';
      const answers = elementsNamed(question, 'answer').map((answer) => ({
        fraction: answer.attributes.fraction,
        text: words(one(answer, 'text').text),
        feedback: words(one(one(answer, 'feedback'), 'text').text),
      }));
      const right = answers.filter(({ fraction }) => fraction === '100');
      expect(right.length).toBe(1);
      return {
        prompt: words(one(one(question, 'questiontext'), 'text').text),
        right: typed ? Number(right[0]?.text) : (right[0]?.text ?? ''),
        options: answers,
        typed,
      };
    });
}

describe.each([
  ['qti12', () => readQti12(zipOf('qti12'))],
  ['qti21', () => readQti21(zipOf('qti21'))],
  ['moodle', () => readMoodle(textOf('moodle'))],
] as const)('%s, read back', (_, read) => {
  test('has every item twice, to choose and to type, with key, options and explanations', () => {
    const all = read();
    expect(all.length).toBe(2 * items.length);
    for (const [i, item] of items.entries())
      for (const got of all.slice(2 * i, 2 * i + 2)) {
        expect(got.typed).toBe(got === all[2 * i + 1]);
        for (const line of item.given) expect(got.prompt).toContain(line);
        expect(got.prompt).toContain(item.question);
        const [right] = item.options;
        expect(got.right).toBe(got.typed ? right?.value : right?.text);
        const told = new Map(got.options.map(({ text, feedback }) => [text, feedback]));
        expect(told.size).toBe(item.options.length);
        for (const option of item.options)
          expect(told.get(got.typed ? String(option.value) : option.text)).toBe(option.explanation);
      }
  });
});

test('PrairieLearn has a folder for each question', () => {
  const files = itemFiles('prairielearn', 'hw', banks, 'out');
  expect(files.length).toBe(4 * items.length);
  const uuids = new Set<string>();
  for (const { file, content } of files) {
    if (typeof content !== 'string') throw new Error('no text');
    if (file.endsWith('info.json')) {
      const info = JSON.parse(content);
      expect(info).toMatchObject({ title: expect.any(String), topic: 'hw', type: 'v3' });
      expect(info.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      uuids.add(info.uuid);
    } else {
      expect(content).not.toMatch(/\{\{/);
      expect(content.match(/correct="true"|correct-answer="/g)?.length).toBe(1);
    }
  }
  expect(uuids.size).toBe(2 * items.length);
});

test('the same file makes the same bytes', () => {
  expect(itemFiles('qti12', 'a', banks, 'a')).toEqual(itemFiles('qti12', 'a', banks, 'a'));
});

/** What a system says of a response: its share of the points, and the explanation. */
interface Marked {
  readonly share: number;
  readonly feedback: string;
}
type System = (item: XmlElement, response: string) => Marked;

/** QTI 1.2: conditions in their order, until one that does not continue; `varequal` of a number compares as a number. */
const qti12System: System = (item, response) => {
  const holds = ({ name, text, children }: XmlElement): boolean => {
    const number = Number(response);
    switch (name) {
      case 'varequal':
        return text === response || (text !== '' && Number(text) === number);
      case 'vargte':
        return number >= Number(text);
      case 'varlte':
        return number <= Number(text);
      case 'or':
        return children.some(holds);
      case 'and':
      case 'conditionvar':
        return children.every(holds);
      default:
        throw new Error(`no condition: ${name}`);
    }
  };
  let share = 0;
  let feedback = '';
  for (const condition of elementsNamed(item, 'respcondition')) {
    if (!holds(one(condition, 'conditionvar'))) continue;
    for (const { attributes, text } of elementsNamed(condition, 'setvar'))
      if (attributes.action === 'Set' && attributes.varname === 'SCORE') share = Number(text) / 100;
    const linked = one(condition, 'displayfeedback').attributes.linkrefid;
    const said = elementsNamed(item, 'itemfeedback').find(({ attributes }) => attributes.ident === linked);
    feedback ||= said ? words(words(inner(said))) : '';
    if (condition.attributes.continue === 'No') break;
  }
  return { share, feedback };
};

/** QTI 2.1: the first branch whose condition holds sets the outcomes; feedback is shown where the outcome has its identifier. */
const qti21System: System = (item, response) => {
  const holds = ({ name, attributes, children }: XmlElement): boolean => {
    const base = children.find((child) => child.name === 'baseValue')?.text ?? '';
    if (name === 'match') return base === response;
    if (name !== 'equal' || attributes.toleranceMode !== 'absolute') throw new Error(`no condition: ${name}`);
    const [below = 0, above = 0] = (attributes.tolerance ?? '').split(' ').map(Number);
    return Number(response) >= Number(base) - below && Number(response) <= Number(base) + above;
  };
  const outcomes = new Map<string, string>();
  for (const outcome of elementsNamed(item, 'outcomeDeclaration')) {
    const [value] = elementsNamed(outcome, 'value');
    outcomes.set(outcome.attributes.identifier ?? '', value?.text ?? '');
  }
  const branch = one(one(item, 'responseProcessing'), 'responseCondition').children.find(({ children }) => {
    const [condition] = children;
    return condition !== undefined && holds(condition);
  });
  for (const set of branch?.children.filter(({ name }) => name === 'setOutcomeValue') ?? [])
    outcomes.set(set.attributes.identifier ?? '', one(set, 'baseValue').text);
  const said = elementsNamed(item, 'modalFeedback').find(
    ({ attributes }) => attributes.identifier === outcomes.get(attributes.outcomeIdentifier ?? ''),
  );
  return { share: Number(outcomes.get('SCORE')), feedback: said ? inner(said) : '' };
};

/** Moodle: the first answer that fits; of a numerical question within its tolerance. */
const moodleSystem: System = (question, response) => {
  const typed = question.attributes.type === 'numerical';
  const answer = elementsNamed(question, 'answer').find((candidate) => {
    const text = words(one(candidate, 'text').text);
    return typed
      ? Math.abs(Number(text) - Number(response)) <= Number(one(candidate, 'tolerance').text)
      : text === response;
  });
  return {
    share: Number(answer?.attributes.fraction ?? 0) / 100,
    feedback: answer ? words(one(one(answer, 'feedback'), 'text').text) : '',
  };
};

const CALLED: Readonly<Record<string, (item: XmlElement, text: string) => string>> = {
  // A choice is answered by the identifier of its option.
  qti12: (item, text) =>
    elementsNamed(item, 'response_label').find((label) => words(words(inner(label))) === text)?.attributes.ident ??
    text,
  qti21: (item, text) =>
    elementsNamed(item, 'simpleChoice').find((choice) => inner(choice) === text)?.attributes.identifier ?? text,
  moodle: (_, text) => text,
};

describe.each([
  ['qti12', qti12System],
  ['qti21', qti21System],
  ['moodle', moodleSystem],
] as const)('a system that reads %s', (format, system) => {
  const xmlItems = (): readonly XmlElement[] => {
    if (format === 'moodle')
      return elementsNamed(readXml(textOf('moodle')), 'question').filter(
        ({ attributes }) => attributes.type !== 'category',
      );
    const files = zipOf(format);
    const hrefs = elementsNamed(readXml(files['imsmanifest.xml'] ?? ''), format === 'qti12' ? 'file' : 'resource');
    const roots = hrefs.map(({ attributes }) => readXml(files[attributes.href ?? ''] ?? ''));
    return format === 'qti12' ? roots.flatMap((root) => elementsNamed(root, 'item')) : roots;
  };

  test('marks every option, and numbers beside them, as the tutor does', () => {
    const read = xmlItems();
    let responses = 0;
    for (const [i, item] of items.entries()) {
      const verdictOf = (value: number): boolean => {
        const [before = '', after = ''] = SHEET.split(`${item.question} = ?`);
        const marks = markDocument(evaluated(`${before}${item.question} = ${value}${after}`));
        return marks.some((mark) => mark.question === item.question && isRight(mark));
      };
      const [choice, number] = read.slice(2 * i, 2 * i + 2);
      if (choice === undefined || number === undefined) throw new Error('an item is missing');
      for (const { text, value, explanation } of item.options) {
        const share = verdictOf(value) ? 1 : 0;
        const chosen = CALLED[format]?.(choice, text) ?? '';
        expect([text, system(choice, chosen)]).toEqual([text, { share, feedback: explanation }]);
        expect([text, system(number, String(value))]).toEqual([text, { share, feedback: explanation }]);
        responses += 2;
      }
      const right = item.options[0]?.value ?? 0;
      expect(system(number, String(right + item.tolerance * 0.9)).share).toBe(1);
      expect(system(number, String(right + item.tolerance * 2.1)).share).toBe(0);
      expect(system(number, '123456.7')).toEqual({ share: 0, feedback: '' });
    }
    expect(responses).toBeGreaterThan(12);
  });
});
