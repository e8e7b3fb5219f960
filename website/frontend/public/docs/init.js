// State-changing session routes ask for this header, so "Try it out" sends it too.
function withRequestedWith(request) {
  request.headers["X-Requested-With"] = "XMLHttpRequest";
  return request;
}

window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: false,
  displayRequestDuration: true,
  validatorUrl: null,
  requestInterceptor: withRequestedWith,
});
