import { readFile } from 'node:fs/promises';
import { openBrowser } from '../support/host/chromium.ts';
import { inRoot } from './project.ts';

/** Draws `extension.svg` into the PNG that the marketplace asks for. */
const picture = await readFile(inRoot('media', 'icons', 'extension.svg'), 'utf8');
const { browser, page } = await openBrowser({ width: 128, height: 128 });
await page.setContent(`<body style="margin:0;background:transparent">${picture}</body>`);
await page.screenshot({ path: inRoot('media', 'icons', 'extension.png'), omitBackground: true });
await browser.close();
