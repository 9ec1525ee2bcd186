"use strict";

SwaggerUIBundle({
  url: "{{ schema_url|escapejs }}",
  dom_id: "#explorer",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  requestInterceptor: (request) => {
    // People signed in write with their session, and a session's writes need the token of its forms.
    if (request.method && request.method !== "GET") {
      request.headers["X-CSRFToken"] = "{{ csrf_token }}";
    }
    return request;
  },
});
