/** Chapter 12: one step of Nesterov's method taken apart; its u-turns beside momentum's; the race of all three. */

import "./nesterov-step.js";
import "./nesterov-turns.js";
import "./nesterov-race.js";
import { begin } from "./nesterov-state.js";

begin();
