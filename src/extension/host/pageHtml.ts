/** The HTML of webviews. Pure, so that tests show the same pages in a browser without an editor. */
import { xmlText } from '../../core/base/quoting.ts';
import { spokenLanguage, t } from '../../core/base/words.ts';

interface HtmlPage {
  readonly title: string;
  /** The content security policy. */
  readonly policy: string;
  /** HTML. */
  readonly head: string;
  readonly body: string;
}

/** A whole page of a webview. */
export const htmlPage = ({ title, policy, head, body }: HtmlPage): string => `<!DOCTYPE html>
<html lang="${spokenLanguage().code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xmlText(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>`;

interface RenderedPage {
  readonly title: string;
  /** What a renderer of Markdown makes of the page; its headings have ids. */
  readonly html: string;
  readonly style: string;
  /** Where the webview may have styles from. */
  readonly cspSource: string;
}

/** A page to read: no script, and nothing from anywhere else. */
export const readingPage = ({ title, html, style, cspSource }: RenderedPage): string =>
  htmlPage({
    title,
    policy: `default-src 'none'; style-src ${cspSource} 'unsafe-inline'; img-src data:`,
    head: `<style>${style}</style>`,
    body: `<main class="page">${withContents(withScrollingTables(html))}</main>`,
  });

/** A wide table scrolls by itself, so that nothing is cut. */
const withScrollingTables = (html: string): string =>
  html
    .replaceAll('<table', `<div class="wide" tabindex="0" role="group" aria-label="${xmlText(t('Table'))}"><table`)
    .replaceAll('</table>', '</table></div>');

/** Fewer headings need no list of contents. */
const FEWEST_CONTENTS = 6;

/** Links to the sections of a long page, below its title. */
function withContents(html: string): string {
  const headings = [...html.matchAll(/<h2[^>]* id="([^"]+)"[^>]*>(.*?)<\/h2>/gs)];
  if (headings.length < FEWEST_CONTENTS) return html;
  const links = headings.map(([, id = '', words = '']) => `<li><a href="#${id}">${words}</a></li>`);
  const contents = `<nav aria-label="${xmlText(t('Contents'))}"><ul>${links.join('')}</ul></nav>`;
  const title = html.indexOf('</h1>');
  const at = title < 0 ? 0 : title + '</h1>'.length;
  return html.slice(0, at) + contents + html.slice(at);
}
