/** Checks reports against the tables of `test/reference/formats`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../reference/formats');

interface Fields {
  readonly required: Readonly<Record<string, string | readonly string[]>>;
  readonly optional: Readonly<Record<string, string | readonly string[]>>;
  /** At least one of these is there. */
  readonly oneOf?: readonly string[];
}

interface Element {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly text?: boolean;
}

function read<Table>(name: string): Readonly<Record<string, Table>> {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}

/** What a JSON document has that its format does not allow, or lacks; empty: nothing. */
export function jsonFaults(format: string, document: unknown): readonly string[] {
  const tables = read<Fields>(format);
  const faults: string[] = [];
  const check = (value: unknown, type: string | readonly string[], at: string): void => {
    if (typeof type !== 'string') {
      if (!type.some((word) => word === value))
        faults.push(`${at}: ${JSON.stringify(value)} is none of ${type.join()}`);
      return;
    }
    if (type.startsWith('[')) {
      if (!Array.isArray(value)) faults.push(`${at}: no list`);
      else for (const [i, entry] of value.entries()) check(entry, type.slice(1, -1), `${at}[${i}]`);
      return;
    }
    const fields = tables[type];
    if (fields) {
      checkFields(value, fields, at);
      return;
    }
    if (!fits(value, type)) faults.push(`${at}: ${JSON.stringify(value)} is no ${type}`);
  };
  const checkFields = (value: unknown, { required, optional, oneOf }: Fields, at: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      faults.push(`${at}: no object`);
      return;
    }
    const entries = new Map(Object.entries(value));
    for (const name of Object.keys(required)) if (!entries.has(name)) faults.push(`${at}.${name}: missing`);
    if (oneOf && !oneOf.some((name) => entries.has(name))) faults.push(`${at}: none of ${oneOf.join()}`);
    for (const [name, entry] of entries) {
      const type = required[name] ?? optional[name];
      if (type === undefined) faults.push(`${at}.${name}: unknown`);
      else check(entry, type, `${at}.${name}`);
    }
  };
  check(JSON.parse(JSON.stringify(document)), 'results', 'results');
  return faults;
}

function fits(value: unknown, type: string): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'whole':
      return Number.isInteger(value);
    case 'share':
      return typeof value === 'number' && value >= 0 && value <= 1;
    default:
      return typeof value === type;
  }
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, without the children's. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decoded = (text: string): string =>
  text.replaceAll(/&([^;\s]*);?/g, (whole, entity: string) => {
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(entity);
    if (code) return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10));
    const sign = ENTITIES[entity];
    if (sign === undefined || !whole.endsWith(';')) throw new Error(`${whole} is no entity of XML`);
    return sign;
  });

/** Reads a document strictly: what is not well-formed throws. */
export function readXml(text: string): XmlElement {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    throw new Error('a character XML has no place for');
  const body = text.replace(/^<\?xml[^?]*\?>\s*/, '');
  interface Open {
    readonly name: string;
    readonly attributes: Record<string, string>;
    readonly children: XmlElement[];
    text: string;
  }
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  const token =
    /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*"[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (const match of body.matchAll(token)) {
    if (match.index !== at) break;
    at += match[0].length;
    const [, cdata, closes, name = '', written = '', ends, plain] = match;
    const top = stack.at(-1);
    if (top === undefined) throw new Error('too many closing tags');
    if (cdata !== undefined) top.text += cdata;
    else if (plain !== undefined) top.text += decoded(plain);
    else if (closes) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      stack.pop();
    } else {
      const attributes: Record<string, string> = {};
      for (const [, key = '', value = ''] of written.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)) {
        if (key in attributes) throw new Error(`${key} twice`);
        attributes[key] = decoded(value);
      }
      const element: Open = { name, attributes, children: [], text: '' };
      top.children.push(element);
      if (!ends) stack.push(element);
    }
  }
  if (at !== body.length) throw new Error(`no XML at ${JSON.stringify(body.slice(at, at + 60))}`);
  const [only, ...others] = root.children;
  if (stack.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== '')
    throw new Error('not one element');
  return only;
}

/** Elements, attributes and children that a format does not know, or lacks. */
export function xmlFaults(format: string, text: string): readonly string[] {
  const table = read<Element>(format);
  const faults: string[] = [];
  const check = (element: XmlElement): void => {
    const rule = table[element.name];
    if (rule === undefined) {
      faults.push(`<${element.name}>: unknown`);
      return;
    }
    for (const name of rule.required)
      if (!(name in element.attributes)) faults.push(`<${element.name}>: ${name} is missing`);
    for (const name of Object.keys(element.attributes))
      if (!rule.required.includes(name) && !rule.optional.includes(name) && !/^xmlns|^xsi:|^xml:/.test(name))
        faults.push(`<${element.name}>: ${name} is unknown`);
    if (!rule.text && element.text.trim() !== '') faults.push(`<${element.name}>: text`);
    for (const child of element.children) {
      if (!rule.children.includes(child.name)) faults.push(`<${element.name}>: <${child.name}> inside`);
      else check(child);
    }
  };
  check(readXml(text));
  return faults;
}

/** Every element of a name, at any depth. */
export const elementsNamed = (element: XmlElement, name: string): readonly XmlElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => elementsNamed(child, name)),
];

/** A CSV file as RFC 4180 says: quotes only around whole fields, and as many fields in each row. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (const match of text.matchAll(field)) {
    if (match.index === text.length && row.length === 0) break;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
    if (match.index + match[0].length === text.length) break;
  }
  const [header = []] = rows;
  for (const one of rows)
    if (one.length !== header.length) throw new Error(`${one.length} fields, not ${header.length}`);
  return rows;
}
