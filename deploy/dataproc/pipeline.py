"""The Vertex AI pipeline embed -> run-all -> evaluate, each a batch of Dataproc Serverless.

    python deploy/dataproc/pipeline.py cellora.yaml     # compiles it; needs the packages of requirements.txt
"""

import sys

from google_cloud_pipeline_components.v1.dataproc import DataprocSparkBatchOp
from kfp import compiler, dsl

MAIN = "io.cellora.job.Main"
ENVIRONMENT = {
    "DJL_CACHE_DIR": "/tmp/cellora-engine",
    "DJL_OFFLINE": "true",
    "OPT_OUT_TRACKING": "true",
    "MALLOC_ARENA_MAX": "4",
}


def environment(prefix):
    return {prefix + name: value for name, value in ENVIRONMENT.items()}


@dsl.pipeline(name="cellora", description="Embeds an atlas, fine-tunes an encoder on it and evaluates it")
def cellora(
    project: str,
    location: str,
    service_account: str,
    subnet: str,
    runtime: str,
    job_jar: str,
    natives_jar: str,
    atlas: str,
    model: str,
    output: str,
    label: str,
    executors: str,
    executor_cores: str,
    executor_memory: str,
    executor_overhead: str,
    driver_memory: str,
    driver_overhead: str,
):
    # A folder for each run: results of another day stay.
    out = f"{output}/{dsl.PIPELINE_JOB_ID_PLACEHOLDER}"
    properties = {
        "spark.dynamicAllocation.enabled": "false",
        "spark.executor.instances": executors,
        "spark.executor.cores": executor_cores,
        "spark.executor.memory": executor_memory,
        "spark.executor.memoryOverhead": executor_overhead,
        "spark.driver.cores": "4",
        "spark.driver.memory": driver_memory,
        "spark.driver.memoryOverhead": driver_overhead,
        **environment("spark.executorEnv."),
        **environment("spark.dataproc.driverEnv."),
    }

    def batch(name, args):
        task = DataprocSparkBatchOp(
            project=project,
            location=location,
            service_account=service_account,
            subnetwork_uri=subnet,
            runtime_config_version=runtime,
            runtime_config_properties=properties,
            main_class=MAIN,
            jar_file_uris=[job_jar, natives_jar],
            args=args,
        )
        # The same files are not the same cells tomorrow: nothing is taken from an earlier run.
        return task.set_display_name(name).set_caching_options(False)

    embed = batch(
        "embed",
        ["embed", "--input", f"{atlas}", "--model", f"{model}", "--out", f"{out}/embedded",
         "--overwrite", "--set", f"input.label={label}"],
    ).set_retry(num_retries=1)
    run_all = batch(
        "run-all",
        ["run-all", "--input", f"{atlas}", "--model", f"{model}", "--out", f"{out}/run", "--resume",
         "--set", f"input.label={label}"],
    ).set_retry(num_retries=2)
    evaluate = batch("evaluate", ["evaluate", "--out", f"{out}/run", "--model", f"{model}"])
    run_all.after(embed)
    evaluate.after(run_all)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"cellora: Invalid arguments: {sys.argv[1:]}, expected the file to write, such as cellora.yaml")
    compiler.Compiler().compile(cellora, sys.argv[1])
