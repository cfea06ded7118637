/** Thousands of gates in a real Chromium: from a snapshot to its picture, opening and closing its boxes, one and all. */
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
  const all = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const press = (label: string) => document.querySelector<HTMLElement>(`[aria-label^="${label}"]`)?.click();
    /** Until it is drawn, and the longest time without a frame on the way. */
    const timed = async (label: string): Promise<readonly [all: number, longest: number]> => {
      const start = performance.now();
      let [last, longest] = [start, 0];
      press(label);
      do {
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      } while (document.querySelector('main')?.getAttribute('aria-busy') !== 'false');
      return [last - start, longest];
    };
    const opened = await timed('Open all');
    const steps: number[] = [];
    for (let k = 0; k < 9; k++) steps.push((await timed('Next step'))[0]);
    const [fitted] = await timed('Fit');
    const [closed] = await timed('Close all');
    return { opened, steps, fitted, closed };
  });
  const words = (time: number): string => time.toFixed(0).padStart(5);
  console.log(
    `             all boxes opened ${words(all.opened[0])} (without a frame ${words(all.opened[1])})  a step ${median(all.steps)}  fitted ${words(all.fitted)}  all closed ${words(all.closed)}`,
  );
  await page.close();
}
await browser.close();
