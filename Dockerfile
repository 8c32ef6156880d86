# syntax=docker/dockerfile:1
# The detection server in a container; docs/guide/server-install.md says how to run it.

FROM node:24-bookworm-slim AS build
WORKDIR /build
# Manifests first: while they are the same, Docker takes what was installed from its cache.
COPY package.json package-lock.json ./
COPY packages/core/package.json packages/core/
COPY packages/server/package.json packages/server/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build \
  && find packages -name '*.map' -delete -o -name '.tsbuildinfo' -delete

FROM node:24-bookworm-slim AS dependencies
WORKDIR /opt/eqlite
COPY package.json package-lock.json ./
COPY packages/core/package.json packages/core/
COPY packages/server/package.json packages/server/
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="eqlite" \
  org.opencontainers.image.description="Runs Elastic-format detection rules without the Elastic Stack" \
  org.opencontainers.image.licenses="Apache-2.0"
# A number that no user of the host is likely to have; the volume belongs to it.
RUN groupadd --gid 10200 eqlite \
  && useradd --uid 10200 --gid 10200 --no-create-home --home-dir /data --shell /usr/sbin/nologin eqlite \
  && install --directory --owner=10200 --group=10200 --mode=0700 /data
WORKDIR /opt/eqlite
COPY --from=dependencies /opt/eqlite ./
COPY --from=build /build/LICENSE /build/NOTICE ./
COPY --from=build /build/packages/core/dist packages/core/dist
COPY --from=build /build/packages/server/dist packages/server/dist
COPY --from=build /build/packages/server/bin packages/server/bin
COPY --from=build /build/packages/server/assets packages/server/assets
COPY packaging/healthcheck.js packaging/
# For `docker exec`.
RUN ln -s /opt/eqlite/packages/server/bin/eqlite.js /usr/local/bin/eqlite
# In a container "this machine alone" would be nobody. Whether it is reached from elsewhere is up to `--publish`.
ENV NODE_ENV=production EQLITE_DATA=/data EQLITE_HOST=0.0.0.0 EQLITE_PORT=9200
# By number, so that Kubernetes sees that it is not root.
USER 10200:10200
VOLUME /data
EXPOSE 9200
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "/opt/eqlite/packaging/healthcheck.js"]
# Node itself is the first process: the server handles SIGTERM, and starts no processes whose ends somebody would have to notice.
ENTRYPOINT ["node", "/opt/eqlite/packages/server/bin/eqlite.js"]
CMD ["serve"]
