import { type BackingService, toldBy } from "./service.ts";

export const elasticsearch: BackingService = {
  name: "elasticsearch",
  packages: {
    npm: ["@elastic/elasticsearch", "@opensearch-project/opensearch", "@nestjs/elasticsearch", "elasticsearch"],
    pypi: ["elasticsearch", "elasticsearch-dsl", "opensearch-py"],
    go: ["github.com/elastic/go-elasticsearch", "github.com/opensearch-project/opensearch-go"],
    packagist: ["elasticsearch/elasticsearch"],
    maven: [
      "spring-boot-starter-data-elasticsearch",
      "spring-data-elasticsearch",
      "elasticsearch-java",
      "elasticsearch-rest-client",
      "elasticsearch-rest-high-level-client",
      "opensearch-java",
      "micronaut-elasticsearch",
      "quarkus-elasticsearch-rest-client",
      "quarkus-elasticsearch-java-client",
      "quarkus-hibernate-search-orm-elasticsearch",
    ],
    nuget: [
      "elastic.clients.elasticsearch",
      "foundatio.repositories.elasticsearch",
      "nest",
      "elasticsearch.net",
      "opensearch.client",
    ],
    cargo: ["elasticsearch", "opensearch"],
    hex: ["elasticsearch", "elastix", "snap"],
    gem: ["elasticsearch", "searchkick"],
  },
  images: ["elasticsearch", "opensearch"],
  ...toldBy(
    ["ELASTICSEARCH_URL"],
    ["ELASTICSEARCH_HOSTS"],
    ["ELASTICSEARCH_HOST"],
    ["ELASTIC_URL"],
    ["ELASTIC_HOST"],
    ["OPENSEARCH_URL"],
  ),
};
