/** Colours of the pictures in hovers, which stand on the editor's own background and cannot see its theme. */
export type HoverTheme = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

interface HoverColours {
  readonly ink: string;
  readonly soft: string;
  /** Forward values. */
  readonly value: string;
  /** Gradients. */
  readonly gradient: string;
}

export const hoverColours: Readonly<Record<HoverTheme, HoverColours>> = {
  light: { ink: '#1f2328', soft: '#59636e', value: '#1a6b2f', gradient: '#7b2cbf' },
  dark: { ink: '#e6e6e6', soft: '#a5acb3', value: '#8fd694', gradient: '#cf9fff' },
  highContrastLight: { ink: '#000000', soft: '#000000', value: '#0a4a1c', gradient: '#4b0f8a' },
  highContrastDark: { ink: '#ffffff', soft: '#ffffff', value: '#9df5a6', gradient: '#e0c3ff' },
};
