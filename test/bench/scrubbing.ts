/**
 * A number that is changed in the panel, in a real Chromium: what the panel takes to show a new snapshot, to the end of the frame. Making
 * the snapshot is the server's part, in a process of its own; `update` measures it.
 */
import { GraphBrowser } from '../browser/graph/graphPage.ts';
import { openWith } from '../browser/graph/panel.ts';
import { chain } from './chain.ts';

const TURNS = 90;

const browser = await GraphBrowser.launch();
console.log('milliseconds for one new number; a frame of 60 in a second is 16.7');
for (const gates of [50, 200, 1000]) {
  const page = await openWith(browser, chain(gates));
  if (gates > 50) await page.click('[aria-label="Open all boxes"]');
  await page.waitForSelector('main[aria-busy="false"]');
  // By the outline: it brings the number into view, with the focus on it.
  await page.evaluate(() => document.querySelector<HTMLElement>('.outline li button')?.click());
  await page.waitForSelector('[data-node="c0:x"]:focus');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.promise');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const spent = async (name: string): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  };
  /** Two snapshots that differ by the number, as the server makes them. */
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const made: unknown[] = [];
    for (let k = 0; k < 2; k++) {
      const last = globalThis.pageHost.snapshot;
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
      while (globalThis.pageHost.snapshot === last) await frame();
      await frame();
      made.push(globalThis.pageHost.snapshot);
    }
    Object.assign(globalThis, { made });
  });
  const [task, script] = [await spent('TaskDuration'), await spent('ScriptDuration')];
  const got = await page.evaluate(async (turns) => {
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    const { made } = globalThis as unknown as { readonly made: readonly unknown[] };
    const shown = () => document.querySelector('.promise .actual')?.textContent;
    const times: number[] = [];
    let late = 0;
    let before = await frame();
    for (let k = 0; k < turns; k++) {
      const old = shown();
      window.dispatchEvent(new MessageEvent('message', { data: { type: 'graph', snapshot: made[k % 2] } }));
      const now = await frame();
      times.push(now - before);
      before = now;
      if (shown() === old) late++;
    }
    return { times, late };
  }, TURNS);
  const each = (total: number, start: number): string => ((total - start) / TURNS).toFixed(1).padStart(5);
  const times = got.times.toSorted((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(5);
  console.log(
    `${String(gates).padStart(5)} gates  script ${each(await spent('ScriptDuration'), script)}  all of the main thread ${each(await spent('TaskDuration'), task)}  frame ${at(0.5)} (95 %: ${at(0.95)})  not in the next frame ${got.late} of ${TURNS}`,
  );
  await page.close();
}
await browser.close();
