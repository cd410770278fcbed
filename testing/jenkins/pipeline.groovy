// Runs a declarative Jenkinsfile in the current folder the way an agent of Jenkins does: groovy pipeline.groovy FILE [STAGE]
// The environment is the build's; JENKINS_CREDENTIALS in it holds user and password by id. Ends after STAGE, if one is named.
// What a block does not know is refused, and nothing runs before the whole file was understood. Unlike Jenkins, this masks no
// secret in the output: whoever runs it can see whether one was told.
import groovy.json.JsonSlurper
import java.util.concurrent.TimeUnit

class Dsl {
  /** Runs a block of the file, in which only the words of `words` are known. */
  static <T> T read(T words, Closure block) {
    block.delegate = words
    block.resolveStrategy = Closure.DELEGATE_ONLY
    block()
    words
  }

  static void verifyLimit(Map limit) {
    assert limit.keySet() == ['time', 'unit'] as Set && limit.time > 0
    TimeUnit.valueOf(limit.unit)
  }
}

class Pipeline {
  final String any = 'any'
  final Variables variables = new Variables()
  final List<Stage> all = []

  void agent(String label) { assert label == any }
  void options(Closure block) { Dsl.read(new Options(), block) }
  void environment(Closure block) { Dsl.read(variables, block) }
  void stages(Closure block) { Dsl.read(new Stages(all: all), block) }
}

class Options {
  void disableConcurrentBuilds() {}
  void timeout(Map limit) { Dsl.verifyLimit(limit) }
}

class Stages {
  List<Stage> all

  void stage(String name, Closure block) { all << Dsl.read(new Stage(name: name), block) }
}

class Stage {
  String name
  Closure condition = {}
  Closure work
  final Variables variables = new Variables()

  void when(Closure block) { condition = block }
  void environment(Closure block) { Dsl.read(variables, block) }
  void steps(Closure block) { work = block }
}

class Variables {
  private final Map<String, Closure<Map>> made = [:]

  void setProperty(String name, value) { made[name] = value instanceof Closure ? value : { [(it): value] } }

  /** Three variables: both, the user, and the password; of a secret text one. */
  Closure<Map> credentials(String id) {
    { name, store ->
      def found = store[id]
      assert found: "there are no credentials ${id}"
      if (found instanceof String) return [(name): found]
      [(name): "${found.user}:${found.password}" as String, ("${name}_USR" as String): found.user, ("${name}_PSW" as String): found.password]
    }
  }

  Map<String, String> values(Map store) {
    made.collectEntries { name, make -> make.maximumNumberOfParameters == 2 ? make(name, store) : make(name) }
  }
}

class Expression {
  Map<String, String> env

  boolean holds(Closure block) {
    block.delegate = this
    block.resolveStrategy = Closure.DELEGATE_ONLY
    block() as boolean
  }
}

class Conditions {
  String current
  Map<String, String> env
  boolean hold = true

  void branch(String name) { hold &= name == current }
  void expression(Closure<Boolean> block) { hold &= new Expression(env: env).holds(block) }
}

class Steps {
  File folder
  Map<String, String> environment

  void sh(String script) {
    def builder = new ProcessBuilder('sh', '-xec', script).directory(folder).inheritIO()
    builder.redirectInput(new File('/dev/null'))
    builder.environment().clear()
    builder.environment().putAll(environment)
    def code = builder.start().waitFor()
    if (code != 0) throw new IllegalStateException("script returned exit code ${code}")
  }

  void dir(String path, Closure block) {
    Dsl.read(new Steps(folder: new File(folder, path), environment: environment), block)
  }

  void timeout(Map limit, Closure block) {
    Dsl.verifyLimit(limit)
    Dsl.read(this, block)
  }
}

def (file, lastStage) = [args[0], args.length > 1 ? args[1] : null]
def store = new JsonSlurper().parseText(System.getenv('JENKINS_CREDENTIALS') ?: '{}')
def build = System.getenv().findAll { it.key != 'JENKINS_CREDENTIALS' }

Pipeline pipeline
new GroovyShell(new Binding(pipeline: { Closure block -> pipeline = Dsl.read(new Pipeline(), block) })).evaluate(new File(file))
assert pipeline?.all && pipeline.all.every { it.work }: 'a pipeline has stages, and each has steps'

for (stage in pipeline.all) {
  if (Dsl.read(new Conditions(current: build.BRANCH_NAME, env: build), stage.condition).hold) {
    println "[Pipeline] stage ${stage.name}"
    def environment = build + pipeline.variables.values(store) + stage.variables.values(store)
    Dsl.read(new Steps(folder: new File('.').canonicalFile, environment: environment), stage.work)
  } else {
    println "Stage ${stage.name} skipped due to when conditional"
  }
  if (stage.name == lastStage) break
}
