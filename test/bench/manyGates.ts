/** Five thousand gates in a real Chromium: from a snapshot to its picture, and opening and closing its boxes. */
import { GraphBrowser } from '../browser/graph/graphPage.ts';
import { openWith } from '../browser/graph/panel.ts';
import { chain } from './chain.ts';

const TURNS = 7;

const median = (times: readonly number[]): string =>
  (times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0).toFixed(0).padStart(6);

const browser = await GraphBrowser.launch();
console.log('milliseconds until the next frame shows it');
for (const gates of [1000, 5000]) {
  const page = await openWith(browser, chain(gates));
  const times = await page.evaluate(async (turns) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const timed = async (act: () => void): Promise<number> => {
      const start = performance.now();
      act();
      await frame();
      while (document.querySelector('main')?.getAttribute('aria-busy') !== 'false') await frame();
      return performance.now() - start;
    };
    const { snapshot } = globalThis.pageHost;
    const got: Record<'again' | 'opened' | 'closed', number[]> = { again: [], opened: [], closed: [] };
    for (let k = 0; k < turns; k++) {
      const version = (snapshot?.version ?? 0) + k + 1;
      const data = { type: 'graph', snapshot: { ...snapshot, version, title: `f${k}` } };
      got.again.push(await timed(() => window.dispatchEvent(new MessageEvent('message', { data }))));
      const box = [...document.querySelectorAll('.node.closed')].at(-1);
      const press = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true });
      got.opened.push(await timed(() => box?.dispatchEvent(press)));
      const close = [...document.querySelectorAll('.boxTitle')].at(-1);
      got.closed.push(await timed(() => close?.dispatchEvent(new MouseEvent('click', { bubbles: true }))));
    }
    return got;
  }, TURNS);
  console.log(
    `${String(gates).padStart(5)} gates  a new snapshot ${median(times.again)}  a box opened ${median(times.opened)}  and closed ${median(times.closed)}`,
  );
  await page.close();
}
await browser.close();
