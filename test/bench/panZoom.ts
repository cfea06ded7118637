/** Panning and zooming a large picture in a real Chromium: the main thread's work and the time from frame to frame. */
import type { Page } from 'playwright-core';
import { GraphBrowser } from '../browser/graph/graphPage.ts';
import { openWith } from '../browser/graph/panel.ts';
import { chain } from './chain.ts';

const FRAMES = 90;

interface Work {
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  readonly task: number;
}

/** Seconds that the page's main thread has spent so far. */
async function workOf(page: Page): Promise<() => Promise<Work>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
    const [script, style] = [of('ScriptDuration'), of('RecalcStyleDuration')];
    return { script, style, layout: of('LayoutDuration'), task: of('TaskDuration') };
  };
}

/** Turns the wheel once in every frame, and notes when the next one begins. */
const turn = (page: Page, zooming: boolean): Promise<readonly number[]> =>
  page.evaluate(
    ({ frames, zoom }) =>
      new Promise<number[]>((resolve) => {
        const paper = document.querySelector('svg.picture');
        const times: number[] = [];
        const next = (now: number): void => {
          times.push(now);
          if (times.length > frames) {
            resolve(times.slice(1).map((time, k) => time - (times[k] ?? 0)));
            return;
          }
          const back = times.length > frames / 2 ? -1 : 1;
          const way = zoom ? { deltaY: 12 * back, ctrlKey: true } : { deltaX: -9 * back, deltaY: 3 * back };
          paper?.dispatchEvent(
            new WheelEvent('wheel', { ...way, clientX: 500, clientY: 300, bubbles: true, cancelable: true }),
          );
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    { frames: FRAMES, zoom: zooming },
  );

const browser = await GraphBrowser.launch();
console.log('milliseconds a frame; a frame of 60 in a second is 16.7');
for (const gates of [300, 1000, 5000]) {
  const page = await openWith(browser, chain(gates));
  await page.click('[aria-label="Open all boxes"]');
  await page.waitForSelector('main[aria-busy="false"] .minimap');
  const work = await workOf(page);
  for (const zooming of [false, true]) {
    await turn(page, zooming);
    const before = await work();
    const times = [...(await turn(page, zooming))].sort((a, b) => a - b);
    const after = await work();
    const each = (part: keyof Work): string => (((after[part] - before[part]) * 1000) / FRAMES).toFixed(2).padStart(6);
    const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(6);
    console.log(
      `${String(gates).padStart(5)} gates ${zooming ? 'zoom' : 'pan '}  script ${each('script')}  style ${each('style')}  layout ${each('layout')}  all of the main thread ${each('task')}  frame ${at(0.5)} (95 %: ${at(0.95)})`,
    );
  }
  await page.close();
}
await browser.close();
