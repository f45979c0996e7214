import type { Rgb } from './decoded-image.ts';

const HUES: readonly (readonly [below: number, name: string])[] = [
  [15, 'red'],
  [45, 'orange'],
  [70, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [255, 'blue'],
  [290, 'purple'],
  [345, 'pink'],
  [361, 'red'],
];

const BROWN_BELOW = 0.4;

/** The everyday name of a colour: one of twelve. */
export function colourName(colour: Rgb): string {
  const most = Math.max(...colour) / 255;
  const least = Math.min(...colour) / 255;
  const lightness = (most + least) / 2;
  const chroma = most - least;
  if (lightness < 0.08) return 'black';
  if (lightness > 0.95) return 'white';
  if (chroma < 0.1) return greyName(lightness);
  const name = HUES.find(([below]) => hue(colour, most, chroma) < below)?.[1] ?? 'red';
  return name === 'orange' && lightness < BROWN_BELOW ? 'brown' : name;
}

function greyName(lightness: number): string {
  if (lightness < 0.15) return 'black';
  return lightness > 0.85 ? 'white' : 'gray';
}

function hue(colour: Rgb, most: number, chroma: number): number {
  const [red, green, blue] = colour.map((part) => part / 255) as [number, number, number];
  const sixth = () => {
    if (most === red) return ((green - blue) / chroma + 6) % 6;
    return most === green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4;
  };
  return sixth() * 60;
}
