/** Students from a CSV file, as Canvas, Gradescope, GitHub Classroom and spreadsheets export it. */
import { csvParseRows, dsvFormat } from 'd3-dsv';
import type { Student } from '../grading/student.ts';

const NAMES = ['name', 'student', 'student name', 'full name', 'display name'];
const FIRST = ['first name', 'first_name', 'firstname', 'given name'];
const LAST = ['last name', 'last_name', 'lastname', 'surname', 'family name'];
const IDS = [
  'uniqname',
  'sis login id',
  'login id',
  'login',
  'username',
  'github_username',
  'id',
  'sid',
  'student id',
  'student_id',
  'sis user id',
  'identifier',
  'email',
  'email address',
];
/** A line that Canvas puts below its header. */
const POINTS_LINE = /^\s*points possible\s*$/i;
/** What may stand in a file's name everywhere. */
const SAFE = /^[\p{L}\p{N}_.@+-]{1,80}$/u;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Students in the order of the file, each with an id that can name a file. */
export function readRoster(file: string, text: string): readonly Student[] | { readonly problem: string } {
  const [header = [], ...rows] = rowsOf(text);
  const titles = header.map((title) => title.trim().toLowerCase());
  const column = (known: readonly string[]): number =>
    known.map((title) => titles.indexOf(title)).find((at) => at >= 0) ?? -1;
  const [id, name, first, last] = [column(IDS), column(NAMES), column(FIRST), column(LAST)];
  if (id < 0) return { problem: `${file} has no column for an id: one of ${IDS.join(', ')}` };
  const students: Student[] = [];
  const lines = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    const cell = (index: number): string => (index < 0 ? '' : (row[index] ?? '').trim());
    if (row.every((entry) => entry.trim() === '') || row.some((entry) => POINTS_LINE.test(entry))) continue;
    const student = {
      id: cell(id).replace(/@.*$/, (domain) => (titles[id]?.startsWith('email') ? '' : domain)),
      name: cell(name) === '' ? [cell(first), cell(last)].filter((part) => part !== '').join(' ') : cell(name),
    };
    const line = at + 2;
    if (student.id === '') return { problem: `${file}, row ${line}: the id is missing` };
    if (!SAFE.test(student.id) || student.id.startsWith('.') || DEVICE.test(student.id))
      return {
        problem: `${file}, row ${line}: ${student.id} cannot name a file; ids are letters, digits and . _ - @ +`,
      };
    const before = lines.get(student.id.toLowerCase());
    if (before !== undefined) return { problem: `${file}, row ${line}: the id ${student.id} is in row ${before} too` };
    lines.set(student.id.toLowerCase(), line);
    students.push(student);
  }
  return students.length > 0 ? students : { problem: `${file} names no student` };
}

function rowsOf(text: string): readonly (readonly string[])[] {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.slice(0, plain.search(/[\r\n]|$/));
  const separator = [';', '\t'].find((one) => head.includes(one) && !head.includes(','));
  return separator === undefined ? csvParseRows(plain) : dsvFormat(separator).parseRows(plain);
}
