import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Colour = readonly [number, number, number];
const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light: toColour(light), dark: toColour(dark) }],
  ),
);
const SURFACES = ['background', 'raised', 'sunken', 'selected'];
const MARKS = ['ok', 'error', 'fault', 'throttle', 'unknown', 'open', 'border', 'accent'];
const TEXTS = ['text', 'muted', 'accent', 'ok-text', 'error-text', 'fault-text', 'throttle-text', 'open-text'];
const THEMES = ['light', 'dark'] as const;
const pairs = (names: readonly string[]) =>
  THEMES.flatMap((theme) => SURFACES.flatMap((surface) => names.map((name) => [theme, name, surface] as const)));

describe('contrast', () => {
  // A control on the selected surface has the accent's border.
  it.each(pairs(MARKS).filter(([, name, surface]) => name !== 'border' || surface !== 'selected'))(
    '%s: a mark in %s is seen on %s',
    (theme, name, surface) => {
      expect(contrast(colour(name, theme), colour(surface, theme))).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(pairs(TEXTS))('%s: text in %s is read on %s', (theme, name, surface) => {
    expect(contrast(colour(name, theme), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(THEMES)('%s: what failed is read on its own wash', (theme) => {
    expect(contrast(colour('fault-text', theme), colour('fault-wash', theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(THEMES.flatMap((theme) => Array.from({ length: 8 }, (_, index) => [theme, `service-${index + 1}`] as const)))(
    '%s: bars of %s are seen',
    (theme, name) => {
      expect(contrast(colour(name, theme), colour('background', theme))).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('those who see fewer colours', () => {
  const STATUSES = ['ok', 'error', 'fault', 'throttle'];
  const kinds = ['deuteranopia', 'protanopia', 'tritanopia'] as const;
  it.each(THEMES.flatMap((theme) => kinds.map((kind) => [theme, kind] as const)))(
    '%s: tell the four statuses apart with %s',
    (theme, kind) => {
      const seen = STATUSES.map((status) => toOklab(simulate(colour(status, theme), kind)));
      for (const [index, one] of seen.entries())
        for (const other of seen.slice(index + 1))
          expect(Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0))) * 100).toBeGreaterThanOrEqual(11);
    },
  );
});

function colour(name: string, theme: 'light' | 'dark'): Colour {
  const found = tokens.get(name)?.[theme];
  if (!found) throw new Error(`There is no token --${name}.`);
  return found;
}

function toColour(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Colour;
}

function toLinear(colour: Colour): Colour {
  return colour.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as unknown as Colour;
}

// WCAG 2.2, "relative luminance" and "contrast ratio".
function contrast(a: Colour, b: Colour): number {
  const luminance = (each: Colour): number => {
    const [red, green, blue] = toLinear(each);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

// Machado, Oliveira and Fernandes 2009, full severity, on linear RGB.
function simulate(colour: Colour, kind: keyof typeof MATRICES): Colour {
  const linear = toLinear(colour);
  return MATRICES[kind].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, factor, index) => sum + factor * (linear[index] ?? 0), 0),
      ),
    ),
  ) as unknown as Colour;
}

const MATRICES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

// Björn Ottosson, "A perceptual color space for image processing"; from linear RGB.
function toOklab([red, green, blue]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
