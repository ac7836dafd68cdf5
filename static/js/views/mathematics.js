/** Mathematics that the server set, as elements. */

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** The `<math>` element of the server's markup; nothing else of the text is taken up, and nothing in it runs. */
const math_of = (markup) => document.adoptNode(new DOMParser().parseFromString(markup, "text/html").querySelector("math"));

const element = (name, ...children) => {
  const made = document.createElementNS(MATHML, name);
  made.append(...children);
  return made;
};

/** An equation's left side, dL/d`variable` =, put before the right side. */
const with_left = (math, variable) => {
  const part = (name) => element("mrow", element("mo", "∂"), element("mi", name));
  math.prepend(element("mfrac", part("L"), part(variable)), element("mo", "="));
  return math;
};

/**
 * The loss and both partial derivatives, as equations.
 * @param {{loss: string, gradient: [string, string]}} mathml of a description
 * @returns {Element[]}
 */
export const formulas_of = ({ loss, gradient }) => [math_of(loss), ...["w", "b"].map((variable, i) => with_left(math_of(gradient[i]), variable))];
