// culori's functions that plotly.js uses, with CSS's named, hex, rgb and hsl colours: the whole package brings thirty colour spaces.
import {
  converter, formatHex, formatRgb, modeHsl, modeLrgb, modeRgb, useMode, wcagContrast, wcagLuminance,
} from 'culori/fn';

for (const mode of [modeRgb, modeHsl, modeLrgb]) useMode(mode);

export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance };
