import type { ThemeConfig } from 'antd'
import type { Language } from '#base/text.ts'

/** The tokens of the house, once. Everything that has a colour takes it from here, by name. */
export type Tokens = {
  primary: string
  onPrimary: string
  primaryQuiet: string
  success: string
  successQuiet: string
  warning: string
  error: string
  text: string
  textQuiet: string
  page: string
  surface: string
  raised: string
  line: string
  lineStrong: string
  hover: string
  chosen: string
  ribbon: string
  ribbonText: string
}

/** How bright the page is. */
export type Brightness = 'light' | 'dark'

/** Light first; text colours hold 4.5 : 1 on their surfaces, shapes 3 : 1. */
export const tokens: Record<Brightness, Tokens> = {
  light: {
    primary: '#1f5fa8',
    onPrimary: '#ffffff',
    primaryQuiet: '#e8f0f9',
    success: '#2e7d4f',
    successQuiet: '#e8f4ec',
    warning: '#b7791f',
    error: '#b23b3b',
    text: '#1d2329',
    textQuiet: '#59636e',
    page: '#f5f6f8',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#e1e4e8',
    lineStrong: '#868f99',
    hover: '#f2f5f9',
    chosen: '#e8f0f9',
    ribbon: '#fdf3dc',
    ribbonText: '#6b4a0c',
  },
  dark: {
    primary: '#6ca6e8',
    onPrimary: '#0b1622',
    primaryQuiet: '#1d2f45',
    success: '#5fb586',
    successQuiet: '#1c3527',
    warning: '#d9a04a',
    error: '#e07b7b',
    text: '#e6e9ed',
    textQuiet: '#a3adb8',
    page: '#121519',
    surface: '#1a1e24',
    raised: '#22272e',
    line: '#323941',
    lineStrong: '#7c8793',
    hover: '#232930',
    chosen: '#1d2f45',
    ribbon: '#3a2f14',
    ribbonText: '#ecd192',
  },
}

/** Eight hues that colour-blind people can tell apart, in the order in which they are used; the same thing keeps its place everywhere. */
export const hues: Record<Brightness, readonly string[]> = {
  light: ['#1f5fa8', '#c2571a', '#2e7d4f', '#8a4fa3', '#8c6d1f', '#0f7f8c', '#b23b63', '#59636e'],
  dark: ['#6ca6e8', '#ef9a5e', '#5fb586', '#c08fd6', '#d1b058', '#4fb9c6', '#e884a6', '#a3adb8'],
}

const chineseFonts = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"'

/** Chinese system fonts first; on English pages after the Latin ones, as their apostrophes are a character wide. */
export const fontFamily: Record<Language, string> = {
  zh: `${chineseFonts}, system-ui, "Segoe UI", Roboto, sans-serif`,
  en: `"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", ${chineseFonts}, sans-serif`,
}

/** Whether the reader asked for pages that do not move; then the library must not wait for the end of a movement either. */
const isStill = (): boolean => globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches

/** The same tokens as antd wants them; the algorithm that derives the rest is antd's own for this brightness. */
export function antdTheme(
  brightness: Brightness,
  language: Language,
  algorithm: ThemeConfig['algorithm'],
): ThemeConfig {
  const t = tokens[brightness]
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    hashed: false,
    token: {
      colorPrimary: t.primary,
      colorSuccess: t.success,
      colorSuccessBg: t.successQuiet,
      colorSuccessBorder: t.success,
      colorWarning: t.warning,
      colorError: t.error,
      colorInfo: t.primary,
      colorLink: t.primary,
      colorTextBase: t.text,
      colorText: t.text,
      colorTextDescription: t.textQuiet,
      colorTextPlaceholder: t.textQuiet,
      colorBgBase: t.surface,
      colorBgContainer: t.surface,
      colorBgElevated: t.raised,
      colorBgLayout: t.page,
      colorBorder: t.lineStrong,
      colorBorderSecondary: t.line,
      borderRadius: 4,
      fontSize: 14,
      lineHeight: 1.57,
      fontFamily: fontFamily[language],
      controlHeight: 32,
      motion: !isStill(),
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        primaryColor: t.onPrimary,
        dangerColor: t.onPrimary,
      },
      Form: { verticalLabelPadding: '0 0 4px', itemMarginBottom: 16 },
    },
  }
}

/** Writes the tokens on the document, where the style sheet reads them as `--primary`, `--text-quiet`, …. */
export function applyTokens(brightness: Brightness): void {
  const root = document.documentElement
  root.style.colorScheme = brightness
  root.dataset.brightness = brightness
  for (const [name, value] of Object.entries(tokens[brightness])) {
    root.style.setProperty(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value)
  }
}
