/** Draws the interactive API documentation from the OpenAPI document that the page names. */

const page = document.querySelector("#swagger-ui");
const root = document.documentElement;

/** The renderer has a dark look of its own, under this class. */
const follow_theme = () => root.classList.toggle("dark-mode", root.dataset.theme === "dark");
root.addEventListener("themechange", follow_theme);
follow_theme();

window.SwaggerUIBundle({
  domNode: page,
  url: page.dataset.documentUrl,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  requestSnippetsEnabled: false,
  tryItOutEnabled: true,
  validatorUrl: null, // or it asks a third party whether the document is valid
});
