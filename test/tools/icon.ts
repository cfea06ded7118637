import { readFile } from 'node:fs/promises';
import { openBrowser } from '../support/host/chromium.ts';
import { inRoot } from './project.ts';

/** Pixels, twice those of the drawing: sharp screens. */
const SIZE = 256;

/** Draws `extension.svg` into the PNG that the marketplace asks for. */
const picture = await readFile(inRoot('media', 'icons', 'extension.svg'), 'utf8');
const { browser, page } = await openBrowser({ width: SIZE, height: SIZE });
await page.setContent(
  `<style>svg { display: block; width: ${SIZE}px; height: ${SIZE}px }</style>
<body style="margin:0;background:transparent">${picture}</body>`,
);
await page.screenshot({ path: inRoot('media', 'icons', 'extension.png'), omitBackground: true });
await browser.close();
