/** Drawn on a grid of 16 with a line of 1.4, in the colour of the text. */
const icons = {
  first: 'M4 3v10M13 3.5 7 8l6 4.5z',
  previous: 'M11.5 3.5 5.5 8l6 4.5z',
  play: 'M4.5 3 13 8l-8.5 5z',
  pause: 'M5.5 3v10M10.5 3v10',
  next: 'M4.5 3.5 10.5 8l-6 4.5z',
  last: 'M12 3v10M3 3.5 9 8l-6 4.5z',
  everything:
    'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  zoomIn: 'M8 3v10M3 8h10',
  zoomOut: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  pin: 'M6 2h4l-.6 4.5L12 9.2H4l2.6-2.7zM8 9.2V14',
  hold: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.3 5.5v5M9.7 5.5v5',
  window: 'M2 4h9v9H2zM5 4V2h9v9h-3',
  export: 'M8 2v8M5 7l3 3 3-3M2.5 11v2.5h11V11',
  outline: 'M3 4h1M6 4h7M3 8h1M6 8h7M3 12h1M6 12h7',
  more: 'M3 7.6a.4.4 0 1 0 .01 0zM8 7.6a.4.4 0 1 0 .01 0zM13 7.6a.4.4 0 1 0 .01 0z',
  layers:
    'M3 3.2a1.3 1.3 0 1 0 .01 0zM3 10.2a1.3 1.3 0 1 0 .01 0zM13 6.7a1.3 1.3 0 1 0 .01 0zM4.4 5l7.2 2.5M4.4 11l7.2-2.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  unfold: 'M4 6l4-4 4 4M4 10l4 4 4-4',
  fold: 'M4 2l4 4 4-4M4 14l4-4 4 4',
  grid: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
  paths: 'M2 8c4 0 3-5 7-5h4M2 8c4 0 3 5 7 5h4M2 8h11',
  warning: 'M8 2.2 14.3 13.5H1.7zM8 6.5v3.2M8 11.6v.4',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  step: 'M4 3.5 10 8l-6 4.5zM12.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  restart: 'M12.8 6A5.3 5.3 0 1 0 13.3 8.6M13.2 2.5V6H9.7',
  check: 'M3 8.5 6.5 12 13.2 4.2',
  save: 'M8 2v8M5 7l3 3 3-3M2.5 13.5h11',
  table: 'M2 3h12v10H2zM2 6.3h12M2 9.7h12M6.2 6.3V13',
  eyeClosed: 'M1.5 6.5S4 10.5 8 10.5 14.5 6.5 14.5 6.5M3.8 9 2.5 11M8 10.5V13M12.2 9l1.3 2',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v4M8 4.8v.4',
  branch: 'M4.5 2v12M4.5 10c0-3 6.5-1.5 6.5-5M11 5 9 7M11 5l2 2',
} as const;

export type IconName = keyof typeof icons;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={icons[name]} />
  </svg>
);
