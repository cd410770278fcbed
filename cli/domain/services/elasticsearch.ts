import { type BackingService, toldBy } from "./service.ts";

export const elasticsearch: BackingService = {
  name: "elasticsearch",
  packages: {
    npm: ["@elastic/elasticsearch", "@opensearch-project/opensearch", "@nestjs/elasticsearch", "elasticsearch"],
    pypi: ["elasticsearch", "elasticsearch-dsl", "opensearch-py"],
    go: ["github.com/elastic/go-elasticsearch", "github.com/opensearch-project/opensearch-go"],
    packagist: ["elasticsearch/elasticsearch"],
    maven: ["spring-boot-starter-data-elasticsearch", "elasticsearch-java"],
    hex: ["elasticsearch", "elastix", "snap"],
    gem: ["elasticsearch", "searchkick"],
  },
  images: ["elasticsearch", "opensearch"],
  ...toldBy(
    ["ELASTICSEARCH_URL"],
    ["ELASTICSEARCH_HOSTS"],
    ["ELASTICSEARCH_HOST"],
    ["ELASTIC_URL"],
    ["OPENSEARCH_URL"],
  ),
};
