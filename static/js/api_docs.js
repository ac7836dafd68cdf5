/** Draws the interactive API documentation from the OpenAPI document that the page names. */

const page = document.querySelector("#swagger-ui");

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
