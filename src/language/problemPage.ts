import { markdownCode, markdownFence } from '../core/base/quoting.ts';
import { problemGroups, problemKinds } from '../core/semantics/problems/catalogue.ts';
import { type ProblemKind, readMarks } from '../core/semantics/problems/problemKind.ts';

/** So many lines of an example are shown. */
const MOST_LINES = 14;

/** The page that explains one kind of problem, as Markdown; null where there is no such kind. */
export function problemPage(code: string): { readonly title: string; readonly markdown: string } | null {
  const kind = problemKinds.get(code);
  return kind ? { title: kind.title, markdown: `# ${kind.title}\n\n${bodyOf(kind)}` } : null;
}

/** Every kind of problem, one after the other. */
export function problemReference(): string {
  const groups = problemGroups.map(({ title, problems }) => {
    const sections = problems.map((kind) => `### ${kind.title}\n\n${bodyOf(kind)}`);
    return `## ${title}\n\n${sections.join('\n')}`;
  });
  return `# Problems, explained\n\n${groups.join('\n')}`;
}

function bodyOf({ code, severity, explanation, example, remedy }: ProblemKind): string {
  const { text, from, to } = readMarks(example);
  const place = text.slice(from, to);
  const about = place === '' || place.includes('\n') || place.length > 60 ? '' : `, reported at ${markdownCode(place)}`;
  const parts = [`*${severity}* ${markdownCode(code)}${about}`, explanation, fenced(text)];
  if (remedy !== undefined) parts.push('Instead:', fenced(remedy));
  return `${parts.join('\n\n')}\n`;
}

function fenced(text: string): string {
  const lines = text.split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, 6), '# …', ...lines.slice(-2)] : lines;
  const short = shown.map((line) => (line.length > 100 ? `${line.slice(0, 99)}…` : line));
  return markdownFence(short, 'bp');
}
