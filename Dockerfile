FROM docker:29-cli AS docker

FROM alpine/helm:4.3.1 AS helm

FROM node:24-slim AS build
WORKDIR /app
ENV npm_config_cache=/var/cache/npm
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/var/cache/npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-slim
# What a run needs beside Node: Git and its way over SSH, Docker's command line to build and push by an engine elsewhere, Helm.
RUN apt-get update -q && apt-get install -y -q --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/*
COPY --from=docker /usr/local/bin/docker /usr/local/bin/
COPY --from=docker /usr/local/libexec/docker/cli-plugins/docker-buildx /usr/local/libexec/docker/cli-plugins/
COPY --from=helm /usr/bin/helm /usr/local/bin/
WORKDIR /app
ENV NODE_ENV=production
COPY LICENSE package.json ./
COPY bin bin
COPY templates templates
COPY page page
COPY docs/*.schema.json docs/
COPY --from=build /app/dist dist
# By a relative path, so that pipelines can take it out of here.
RUN ln -s ../../../app/bin/chatops.js /usr/local/bin/chatops && mkdir /var/lib/chatops && chown 1000:1000 /var/lib/chatops
# The only folder that is written to, beside /tmp.
ENV HOME=/var/lib/chatops XDG_STATE_HOME=/var/lib/chatops
EXPOSE 8086 8087 8088
# Last, because it changes with every release.
ARG APP_VERSION=dev
RUN [ "$APP_VERSION" = dev ] || npm pkg set "version=$APP_VERSION"
ENV APP_VERSION=$APP_VERSION
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
CMD ["node", "bin/chatops.js", "serve", "--config", "/etc/chatops/serve.yaml"]
