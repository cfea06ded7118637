import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Rows of a table have the colours of its first ones: axe takes milliseconds for the contrast of each cell. */
const LATER_ROWS = 'tbody > tr:nth-child(n + 6)';

/** What axe finds wrong with the page, each rule with the elements that break it; with `colours`, only what a theme can break. */
export async function violations(page: Page | Frame, what: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  // Through the debugger, as the page's policy lets no foreign script in.
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(
    async ({ rules, without }) => {
      const { axe: checker } = globalThis as unknown as {
        readonly axe: {
          run(
            context: object,
            options: object,
          ): Promise<{
            readonly violations: readonly {
              readonly id: string;
              readonly nodes: readonly { readonly html: string }[];
            }[];
          }>;
        };
      };
      const { violations: found } = await checker.run({ exclude: without }, rules ? { runOnly: rules } : {});
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    },
    what === 'colours' ? { rules: ['color-contrast'], without: [[LATER_ROWS]] } : { rules: undefined, without: [] },
  );
}
